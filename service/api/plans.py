"""Which way a message would go."""

from __future__ import annotations

from service.api.answers import PlanAnswer, WhyAnswer
from service.api.calls import Call, Reply
from service.api.drafts import meant
from service.api.requests import NewPlan
from service.use_cases.plan_contact import plan_contact

PATH = "/api/v1/plans"


def plan(call: Call, body: NewPlan) -> Reply:
    """Tell which way a message would go, when, and why. Sends nothing and keeps nothing but that it was asked."""
    person_id, draft = meant(call, body)
    planned = plan_contact(
        call.container.sessions, call.caller.actor, person_id, draft, call.now, channels=call.container.channels
    )
    made = planned.plan
    return Reply(
        PlanAnswer(
            medium=made.medium,
            channel=made.channel,
            format=made.format,
            send_at=made.send_at,
            expected_on=made.expected_on,
            confirm_by=made.confirm_by,
            too_late=made.too_late,
            prompt_live=made.prompt_live,
            waits=planned.waits,
            mismatches=list(made.mismatches),
            stands_against=planned.stands_against,
            why=[WhyAnswer.model_validate(step) for step in made.why],
        )
    )
