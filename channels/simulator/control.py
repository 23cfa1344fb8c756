"""What programs ask of the simulator: the journal, the behaviours and the clock, as JSON.

Bad input is answered 400 with ``{"error": ...}`` and changes nothing.
"""

from __future__ import annotations

from dataclasses import asdict

from flask import Blueprint, Response, jsonify, request
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from channels.simulator.behaviours import UnknownBehaviour
from channels.simulator.clock import FURTHEST_SECONDS
from channels.simulator.current import current_world


class _ScriptOrder(BaseModel):
    model_config = ConfigDict(extra="forbid")

    to: str = Field(min_length=1)
    behaviour: str
    times: int | None = Field(default=1, ge=1)


class _ClockOrder(BaseModel):
    model_config = ConfigDict(extra="forbid")

    offset_seconds: int = Field(ge=-FURTHEST_SECONDS, le=FURTHEST_SECONDS)


endpoints = Blueprint("control", __name__, url_prefix="/control")


@endpoints.errorhandler(ValidationError)
def malformed(error: ValidationError) -> tuple[Response, int]:
    faults = [f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors(include_url=False)]
    return jsonify(error="; ".join(faults)), 400


@endpoints.errorhandler(UnknownBehaviour)
def unknown(error: UnknownBehaviour) -> tuple[Response, int]:
    return jsonify(error=str(error)), 400


@endpoints.post("/script")
def script() -> Response:
    world = current_world()
    order = _ScriptOrder.model_validate_json(request.get_data())
    world.scripts.order(order.to, order.behaviour, order.times)
    return jsonify(ordered=[asdict(each) for each in world.scripts.ordered()])


@endpoints.get("/journal")
def journal() -> Response:
    world = current_world()
    world.tray.look()
    return jsonify(entries=[{**asdict(entry), "at": entry.at.isoformat()} for entry in world.journal.entries()])


@endpoints.post("/clock")
def clock() -> Response:
    world = current_world()
    world.clock.set_offset(_ClockOrder.model_validate_json(request.get_data()).offset_seconds)
    return jsonify(offset_seconds=world.clock.offset_seconds(), now=world.clock.now().isoformat())


@endpoints.get("/clock")
def time() -> Response:
    world = current_world()
    return jsonify(offset_seconds=world.clock.offset_seconds(), now=world.clock.now().isoformat())
