"""What one reply does to the message that it answers: the only place where words become a step on the understanding axis."""

from __future__ import annotations

from dataclasses import dataclass, replace

from service.domain.messages import CheckKind
from service.domain.replies import Category, Interpretation, Question, QuestionKind, Reason
from service.domain.understanding import Proof, Understanding, UnderstandingEvent, advance, rule_may_confirm


@dataclass(frozen=True, slots=True)
class Axis:
    """Where a message stands. ``open``: an answer is looked for; ``judged_only``: no rule may confirm it any more."""

    understanding: Understanding = Understanding.NONE
    open: bool = True
    judged_only: bool = False
    proof_met: Proof | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """``settles``: its ways are no longer waited on; ``reopens``: they are again."""

    axis: Axis
    settles: bool = False
    reopens: bool = False


def step(axis: Axis, event: UnderstandingEvent, proof: Proof | None = None) -> Step:
    """The axis after one event. Raises ``UnprovenConfirmation``. "Yes", then "but when?", is "yes but when?": open again."""
    after = advance(axis.understanding, event)
    someone_else = event is UnderstandingEvent.JUDGED_SOMEONE_ELSE
    judged_only = axis.judged_only or after is Understanding.MISUNDERSTOOD or someone_else
    if after is Understanding.UNDERSTOOD:
        return Step(Axis(after, open=False, judged_only=judged_only, proof_met=proof or axis.proof_met), settles=True)
    closed_in_error = not axis.open and after is Understanding.MISUNDERSTOOD
    if axis.understanding is Understanding.UNDERSTOOD or closed_in_error:
        return Step(Axis(after, open=True, judged_only=judged_only), reopens=True)
    return Step(replace(axis, understanding=after, judged_only=judged_only))


@dataclass(frozen=True, slots=True)
class Check:
    """What a message asks for. ``asks``: the way that the reply answers carried the house's plain question."""

    kind: CheckKind
    standard: Proof
    options: tuple[str, ...] = ()
    right_option: int | None = None
    asks: bool = True

    @property
    def question(self) -> Question:
        return Question(
            kind=QuestionKind(self.kind.value),
            options=self.options,
            right_option=self.right_option,
            asked_plain=self.kind is CheckKind.NONE and self.asks,
        )


@dataclass(frozen=True, slots=True)
class Weighed:
    """``event`` is ``None`` where the axis stays: then nothing was shown, and a worker hears of the reply."""

    step: Step
    event: UnderstandingEvent | None = None
    proof: Proof | None = None
    """What it was, where it confirms."""

    @property
    def confirmed(self) -> bool:
        return self.event is UnderstandingEvent.CONFIRMED_BY_RULE


_EVENT_OF = {
    Category.RECEIVED_ONLY: UnderstandingEvent.ACKNOWLEDGED,
    Category.NOT_UNDERSTOOD: UnderstandingEvent.CONTRADICTED,
    Category.NO: UnderstandingEvent.CONTRADICTED,
}


def weigh(
    axis: Axis, check: Check, read: Interpretation, *, doubt: bool, vouched: bool, by_someone_else: bool = False
) -> Weighed:
    """``doubt``: others may have written it; ``vouched``: the sender is proven; ``by_someone_else``: the reply says so."""
    wrong_person = read.category is Category.WRONG_PERSON
    # Once somebody else spoke for them, no rule may take a later "yes" for theirs.
    axis = replace(axis, judged_only=axis.judged_only or wrong_person or by_someone_else)
    if wrong_person or read.reason is Reason.AUTOMATIC_REPLY or doubt:
        # Nothing written from here proves who wrote.
        return Weighed(Step(axis))
    proof = Proof.SHOWN if check.kind is CheckKind.CHOICE else Proof.SAID
    history = [UnderstandingEvent.CONTRADICTED] if axis.judged_only else []
    may = rule_may_confirm(history, others_may_read=doubt, proof=proof, standard=check.standard)
    if read.confirms and may and vouched:
        event = UnderstandingEvent.CONFIRMED_BY_RULE
        return Weighed(step(axis, event, proof), event, proof)
    event = _EVENT_OF.get(read.category, UnderstandingEvent.ANSWERED)
    return Weighed(step(axis, event), event)
