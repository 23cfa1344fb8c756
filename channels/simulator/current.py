"""The world that a request is asked of."""

from __future__ import annotations

from typing import cast

from flask import Flask, current_app

from channels.simulator.world import World

_KEY = "bothways-simulator"


def attach(app: Flask, world: World) -> None:
    app.extensions[_KEY] = world


def current_world() -> World:
    """Inside a request of an application that ``attach`` was called on."""
    return cast("World", current_app.extensions[_KEY])
