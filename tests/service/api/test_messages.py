"""A program sends, reads and lists messages within what its member of staff may do."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from channels.errors import Permanent
from service.domain.actors import Role
from service.domain.judgements import ClosingReason
from service.domain.messages import CheckKind
from service.domain.preferences import Medium
from service.domain.purposes import Purpose
from service.models import ApiUse, AuditEntry, Delivery, Message, Person
from service.use_cases.close_message import close_message
from service.use_cases.save_template import TemplateEntry, save_template
from tests.service.api.conftest import Program
from tests.service.use_cases.stage import Stage, add_worker

TEXT = "We will visit you on Thursday 26 November."


def body_for(person_id: UUID, **more: Any) -> dict[str, Any]:
    return {"person": {"id": str(person_id)}, "purpose": "general", "words": {"text": TEXT}, **more}


def asking(person_id: UUID) -> dict[str, Any]:
    check = {"kind": "choice", "question": "Which day?", "options": ["Monday", "Thursday"], "right_option": 2}
    return body_for(person_id, purpose="appointment", check=check, event_at="2026-11-26T10:00:00+00:00")


def test_a_message_is_accepted_with_both_axes_and_the_key_in_its_trace(program: Program, stage: Stage) -> None:
    person = stage.person()
    answer = program.send(asking(person))
    assert answer.status_code == 201
    told = answer.json
    assert told is not None
    assert answer.headers["Location"] == f"/api/v1/messages/{told['id']}"
    assert (told["person_id"], told["purpose"], told["open"]) == (str(person), "appointment", True)
    assert told["understanding"] == {"state": "none", "asked": "shown", "met": None}
    assert [(way["medium"], way["channel"], way["state"]) for way in told["deliveries"]] == [("text", "sms", "queued")]
    assert told["deliveries"][0]["why"][-1] == {"medium": "text", "verdict": "chosen"}
    assert told["flags"] == []
    with stage.sessions() as session:
        kept = session.get_one(Message, UUID(told["id"]))
        assert (kept.body, kept.check_kind, kept.right_option) == (TEXT, CheckKind.CHOICE, 2)
        assert (kept.author_id, kept.owner_id) == (stage.worker.id, stage.worker.id)
        trace = session.scalars(select(AuditEntry).where(AuditEntry.action == "composed")).one()
        assert (trace.actor_id, trace.via) == (stage.worker.id, program.key.id)


def test_what_becomes_of_it_is_told_on_its_own_axis(program: Program, stage: Stage) -> None:
    number = stage.new_number()
    message = program.send(asking(stage.person(number=number))).json
    assert message is not None
    path = f"/api/v1/messages/{message['id']}"
    stage.carry()
    stage.report("delivered")
    told = program.get(path).json
    assert told is not None
    assert (told["deliveries"][0]["state"], told["understanding"]["state"]) == ("delivered", "none")
    stage.text(number, "2")
    told = program.get(path).json
    assert told is not None
    assert told["understanding"] == {"state": "understood", "asked": "shown", "met": "shown"}
    assert told["open"] is False


def test_what_needs_a_person_is_a_flag_until_somebody_closes_it(program: Program, stage: Stage) -> None:
    stage.sms.script(Permanent("address_unreachable"))
    message_id = stage.send(stage.person())
    path = f"/api/v1/messages/{message_id}"
    told = program.get(path).json
    assert told is not None
    assert told["deliveries"][0]["error_code"] == "address_unreachable"
    assert [flag["kind"] for flag in told["flags"]] == ["not_sent"]
    stage.forward(timedelta(days=20))
    told = program.get(path).json
    assert told is not None
    assert [flag["kind"] for flag in told["flags"]] == ["not_sent", "not_received"]
    close_message(stage.sessions, stage.worker, message_id, ClosingReason.NO_LONGER_NEEDED, "Told at the office.", stage.at)
    told = program.get(path).json
    assert told is not None
    assert (told["flags"], told["open"]) == ([], False)


def test_somebody_is_found_by_case_reference_in_any_case(program: Program, stage: Stage) -> None:
    person = stage.person()
    with stage.sessions.begin() as session:
        session.get_one(Person, person).case_reference = "Ell-17"
    answer = program.send({**body_for(person), "person": {"case_reference": "ELL-17"}})
    assert answer.status_code == 201
    assert answer.json is not None
    assert answer.json["person_id"] == str(person)


def test_two_references_that_differ_by_a_capital_are_never_guessed_at(program: Program, stage: Stage) -> None:
    people = {"Ell-17": stage.person(), "ELL-17": stage.person("Bob Lee")}
    with stage.sessions.begin() as session:
        for reference, person in people.items():
            session.get_one(Person, person).case_reference = reference
    exact = program.send({**body_for(uuid4()), "person": {"case_reference": "ELL-17"}})
    assert exact.json is not None
    assert exact.json["person_id"] == str(people["ELL-17"])
    assert program.send({**body_for(uuid4()), "person": {"case_reference": "ell-17"}}).status_code == 404


def test_the_same_key_with_the_same_body_is_the_same_message(program: Program, stage: Stage) -> None:
    person = stage.person()
    first = program.send(asking(person), key="visit-17")
    stage.forward(timedelta(days=10))
    again = program.send(asking(person), key="visit-17")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json is not None
    assert again.json is not None
    assert first.json["id"] == again.json["id"]
    with stage.sessions() as session:
        assert session.scalar(select(func.count()).select_from(Message)) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"words": {"text": "Other words."}},
        {"purpose": "decision"},
        {"check": {"kind": "open", "question": "Which day?"}},
        {"event_at": "2026-11-27T10:00:00Z"},
        {"language": "cy", "override_reason": "They asked for it."},
    ],
    ids=lambda change: next(iter(change)),
)
def test_the_same_key_with_another_body_is_refused(program: Program, stage: Stage, change: dict[str, Any]) -> None:
    person = stage.person()
    assert program.send(asking(person), key="visit-17").status_code == 201
    answer = program.send({**asking(person), **change}, key="visit-17")
    assert answer.status_code == 409
    assert answer.json is not None
    assert answer.json["code"] == "idempotency_key_reused"


def test_the_same_key_for_another_person_is_refused(program: Program, stage: Stage) -> None:
    assert program.send(body_for(stage.person()), key="visit-17").status_code == 201
    answer = program.send(body_for(stage.person("Bob Lee")), key="visit-17")
    assert (answer.status_code, (answer.json or {})["code"]) == (409, "idempotency_key_reused")


def test_many_at_once_with_one_key_are_one_message(new_program: Callable[..., Program], stage: Stage) -> None:
    person = stage.person()
    program = new_program()
    gate = threading.Barrier(6)

    def send(number: int) -> tuple[int, str]:
        caller = Program(program.client.application.test_client(use_cookies=False), program.key)
        gate.wait()
        answer = caller.send(body_for(person, words={"text": f"Words {number % 2}."}), key="once")
        return answer.status_code, (answer.json or {}).get("id", "")

    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(send, range(6)))
    assert {status for status, _ in answers} <= {200, 201, 409}
    assert len([status for status, _ in answers if status == 409]) == 3
    assert len({message_id for status, message_id in answers if status != 409}) == 1
    with stage.sessions() as session:
        assert session.scalar(select(func.count()).select_from(Message)) == 1


def test_two_programs_may_use_the_same_idempotency_key(new_program: Callable[..., Program], stage: Stage) -> None:
    person = stage.person()
    first, second = (new_program().send(body_for(person), key="1") for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert (first.json or {})["id"] != (second.json or {})["id"]


def test_a_template_gives_the_words_and_its_check(program: Program, stage: Stage) -> None:
    entry = TemplateEntry("Visit", Purpose.APPOINTMENT, "We come on ((day)).", CheckKind.OPEN, "Which day do we come?")
    first = save_template(stage.sessions, stage.worker, entry, stage.at)
    stage.forward(timedelta(minutes=1))
    person = stage.person()
    request = body_for(person, words={"template": "Visit", "values": {"day": "Thursday 26 November"}})
    answer = program.send(request, key="t")
    assert answer.status_code == 201
    with stage.sessions() as session:
        kept = session.get_one(Message, UUID((answer.json or {})["id"]))
        assert (kept.body, kept.check_kind) == ("We come on Thursday 26 November.", CheckKind.OPEN)
        assert kept.question == "Which day do we come?"
    stage.forward(timedelta(minutes=1))
    changed = TemplateEntry("Visit", Purpose.APPOINTMENT, "See you on ((day)).")
    save_template(stage.sessions, stage.worker, changed, stage.at, replaces=first)
    again = program.send(request, key="t")
    assert again.status_code == 200, "a repeated request finds the words that it found first"


@pytest.mark.parametrize(
    ("words", "status", "code", "pointer"),
    [
        ({"template": "None"}, 404, "template_not_found", "#/words/template"),
        ({"template": "Visit"}, 422, "placeholder_left", "#/words"),
        ({"template": "Visit", "values": {"dya": "Thursday"}}, 422, "value_not_in_template", "#/words/values"),
        ({"template": "Visit", "values": {"day": "((time))"}}, 422, "placeholder_left", "#/words"),
    ],
    ids=["unknown", "value missing", "value mistyped", "placeholder in a value"],
)
def test_a_template_that_leaves_something_open_is_refused(
    program: Program, stage: Stage, words: dict[str, Any], status: int, code: str, pointer: str
) -> None:
    save_template(stage.sessions, stage.worker, TemplateEntry("Visit", Purpose.GENERAL, "We come on ((day))."), stage.at)
    answer = program.send(body_for(stage.person(), words=words))
    assert answer.status_code == status
    errors = (answer.json or {})["errors"]
    assert [(error["code"], error["pointer"]) for error in errors] == [(code, pointer)]


def test_no_program_asks_anybody_for_bank_details(program: Program, stage: Stage) -> None:
    answer = program.send(body_for(stage.person(), words={"text": "Text us your account number."}))
    assert answer.status_code == 422
    errors = (answer.json or {})["errors"]
    assert [(error["code"], error["pointer"]) for error in errors] == [("asks_for_bank_details", "#/words")]


def test_what_the_rules_refuse_is_told_where_it_stands(program: Program, stage: Stage) -> None:
    request = {**asking(stage.person()), "event_at": "2026-11-20T10:00:00Z", "words": {"text": "At ((time))."}}
    request["check"]["options"] = ["Monday", "monday"]
    answer = program.send(request)
    assert answer.status_code == 422
    told = answer.json
    assert told is not None
    places = {(error["code"], error["pointer"]) for error in told["errors"]}
    assert places == {
        ("placeholder_left", "#/words"),
        ("event_past", "#/event_at"),
        ("options_alike", "#/check/options"),
    }
    assert "This moment has passed." in told["detail"]


def test_unknown_and_invisible_are_the_same(program: Program, stage: Stage) -> None:
    colleague = add_worker(stage.sessions, stage.at, stage.team, Role.CASEWORKER, "cleo")
    hidden = stage.person("Hana Ito", worker=colleague, restricted=True)
    with stage.sessions.begin() as session:
        session.get_one(Person, hidden).case_reference = "H-1"
    message_id = stage.compose(hidden, worker=colleague)
    for unknown, invisible in (
        (program.send(body_for(uuid4())), program.send(body_for(hidden))),
        (
            program.send({**body_for(hidden), "person": {"case_reference": "H-2"}}),
            program.send({**body_for(hidden), "person": {"case_reference": "H-1"}}),
        ),
        (program.get(f"/api/v1/messages/{uuid4()}"), program.get(f"/api/v1/messages/{message_id}")),
        (
            program.post("/api/v1/plans", {"person": {"id": str(uuid4())}, "purpose": "general"}),
            program.post("/api/v1/plans", {"person": {"id": str(hidden)}, "purpose": "general"}),
        ),
    ):
        assert (unknown.status_code, invisible.status_code) == (404, 404)
        told, hidden_told = dict(unknown.json or {}), dict(invisible.json or {})
        assert told.pop("instance") != hidden_told.pop("instance")
        assert told == hidden_told
    assert (program.get("/api/v1/messages").json or {})["messages"] == []


def test_reading_is_written_down_with_the_key(program: Program, stage: Stage) -> None:
    person = stage.person()
    message_id = stage.compose(person)
    program.get(f"/api/v1/messages/{message_id}")
    program.get("/api/v1/messages")
    with stage.sessions() as session:
        reads = session.scalars(select(AuditEntry).where(AuditEntry.via == program.key.id).order_by(AuditEntry.id)).all()
    assert [(read.action, read.person_id, read.actor_id) for read in reads] == [
        ("read_message", person, stage.worker.id),
        ("read_messages", person, stage.worker.id),
    ]


def test_a_list_is_paged_without_gap_or_repeat(program: Program, stage: Stage) -> None:
    sent = [stage.compose(stage.person(f"Person {number}")) for number in range(5)]
    seen: list[str] = []
    cursor: dict[str, str] = {}
    pages = 0
    while True:
        told = program.get("/api/v1/messages", limit=2, **cursor).json
        assert told is not None
        pages += 1
        seen += [message["id"] for message in told["messages"]]
        if told["following"] is None:
            break
        cursor = {"cursor": told["following"]}
    assert pages == 3
    assert seen == [str(message_id) for message_id in reversed(sent)]


def test_a_list_can_hold_only_what_is_open_or_flagged(program: Program, stage: Stage) -> None:
    quiet, closed = stage.compose(stage.person()), stage.compose(stage.person("Bob Lee"))
    close_message(stage.sessions, stage.worker, closed, ClosingReason.NO_LONGER_NEEDED, "Told at the office.", stage.at)
    live = stage.compose(stage.person("Cy Day", medium=Medium.PHONE_CALL))

    def ids(**query: str) -> list[str]:
        told = program.get("/api/v1/messages", **query).json
        assert told is not None
        return [message["id"] for message in told["messages"]]

    assert ids(open="true") == [str(live), str(quiet)]
    assert ids(open="false") == [str(closed)]
    assert ids(flagged="true") == [str(live)]


def test_a_request_is_counted_once(program: Program, stage: Stage) -> None:
    program.get("/api/v1/messages")
    program.get("/api/v1/messages")
    with stage.sessions() as session:
        used = session.scalars(select(ApiUse)).one()
        assert (used.key_id, used.requests) == (program.key.id, 2)
        assert session.scalar(select(func.count()).select_from(Delivery)) == 0
