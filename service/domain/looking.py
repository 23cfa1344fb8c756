"""When a provider is asked what became of a lost try: soon, then ever less often, then never again (DOMAIN §7)."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

PAUSES: Final = (
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(hours=24),
)
"""Before each look: since the try was lost for the first, since the last look for the others. Then a person decides."""
UNANSWERED: Final = timedelta(minutes=10)
"""Before a look that brought no answer is made again. It isn't counted: it told nothing."""
IN_HAND: Final = timedelta(minutes=2)
"""How long one look may take before another worker makes it."""
FORGOTTEN: Final = timedelta(days=7)
"""After this a try is no longer looked for: GOV.UK Notify keeps its messages so long."""

RESTORED: Final = "restored"
"""The code of a try that was made up for what was due in a database that came out of a backup."""

NONE, ONE, SEVERAL, NO_ANSWER = "none", "one", "several", "no_answer"
