"""The parts of the outside world, put together once."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from channels.simulator.clock import SimulatedClock
from channels.simulator.config import SimulatorConfig
from channels.simulator.journal import Journal
from channels.simulator.people import People
from channels.simulator.post import Post
from channels.simulator.reports import Reporter, Webhooks
from channels.simulator.scripts import Scripts
from channels.simulator.store import Store
from channels.simulator.subscriptions import Subscriptions
from channels.simulator.tray import Tray


@dataclass(frozen=True, slots=True)
class World:
    """Shared by the pages, Twilio's API and the mail server."""

    config: SimulatorConfig
    clock: SimulatedClock
    store: Store
    journal: Journal
    scripts: Scripts
    subscriptions: Subscriptions
    webhooks: Webhooks
    reporter: Reporter
    people: People
    tray: Tray
    post: Post
    stopping: threading.Event
    """Set when the server goes down: whatever holds an answer back or waits to retry gives up."""


def make_world(config: SimulatorConfig) -> World:
    """Open the store under ``config.data_dir``; nothing listens and no thread runs yet."""
    clock = SimulatedClock(config.clock_file)
    store = Store(config.data_dir / "simulator.sqlite3")
    journal = Journal(store, clock)
    stopping = threading.Event()
    webhooks = Webhooks(config.auth_token, stopping)
    subscriptions = Subscriptions(store)
    tray = Tray(config.printer_dir, config.data_dir / "pages", journal)
    return World(
        config=config,
        clock=clock,
        store=store,
        journal=journal,
        scripts=Scripts(store),
        subscriptions=subscriptions,
        webhooks=webhooks,
        reporter=Reporter(store, journal, webhooks, config.account_sid),
        people=People(config, journal, webhooks, subscriptions, clock),
        tray=tray,
        post=Post(store, tray, clock),
        stopping=stopping,
    )
