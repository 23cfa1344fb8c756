"""PDFium, which may be called by one thread at a time: https://pypdfium2.readthedocs.io/en/stable/python_api.html"""

from __future__ import annotations

import threading

turn = threading.Lock()
"""Held by whoever opens, reads or renders a PDF with it."""
