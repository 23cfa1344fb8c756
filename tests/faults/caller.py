"""``python -m tests.faults.caller ORDERS ANSWERS``: has messages accepted over HTTP, as a program of the council would.

Whatever isn't an answer of 2xx is asked again with the same idempotency key; an answer of 4xx ends the process.
"""

from __future__ import annotations

import json
import os
import sys
import time
from itertools import count
from pathlib import Path

import urllib3

from tests.faults.orders import HANDS, PAUSE_SECONDS, Order, serve

WEBS, TOKEN = "BOTHWAYS_FAULTS_WEBS", "BOTHWAYS_FAULTS_TOKEN"


class NotAccepted(Exception):
    """The service refused what it must take."""


def main(orders: Path, answers: Path) -> None:
    webs, token = os.environ[WEBS].split(), os.environ[TOKEN]
    pool = urllib3.PoolManager(maxsize=HANDS, retries=False, timeout=urllib3.Timeout(2, read=15))

    def accept(order: Order) -> str:
        headers = {
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
            "Idempotency-Key": str(order.key),
        }
        body = json.dumps(
            {
                "person": {"id": order.person},
                "purpose": "urgent" if order.urgent else "general",
                "words": {"text": order.words},
            }
        )
        for turn in count(order.number):
            try:
                answer = pool.request("POST", f"{webs[turn % len(webs)]}/api/v1/messages", body=body, headers=headers)
            except urllib3.exceptions.HTTPError:
                answer = None
            if answer is not None and 200 <= answer.status < 300:
                return str(answer.json()["id"])
            if answer is not None and answer.status < 500:
                raise NotAccepted(f"{answer.status} {answer.data[:500]!r}")
            if answer is not None:
                print(answer.status, answer.headers.get("Retry-After"), file=sys.stderr, flush=True)  # noqa: T201
            time.sleep(PAUSE_SECONDS)
        raise AssertionError

    serve(orders, answers, accept)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
