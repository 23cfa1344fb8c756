"""Words that ask for money or for what opens an account (DOMAIN R28): ours never do, and a scam always does.

Read sentence by sentence, and within one part by part: a part asks where it names such a thing beside a verb that is told
to the reader. It doesn't where "never" or "do not" stands before that thing, where somebody else acts ("we will pay", "if
anyone asks you to"), or where it only tells ("you pay £20 a week"). A check of habits, not a shield against a colleague who
means ill; and of English.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from service.domain.errors import Invalid

_SENTENCES: Final = re.compile(r"(?<=[.!?;])\s+|\n+|(?:\u2022|\s-)\s")
_PARTS: Final = re.compile(r",|:|\s[\u2013\u2014]\s|\b(?:but|except|unless|however|otherwise)\b", re.IGNORECASE)

_CARD: Final = r"(?:(?:bank|debit|credit|prepaid|payment) )?card (?:numbers?|no\b|details?|info\w*)|long (?:card )?number"
_SECRET: Final = re.compile(
    r"\b(?:(?:bank|banking|account|payment|paypal) (?:details?|info\w*|log-?ins?)|(?:bank )?account (?:numbers?|no\b)"
    r"|sort ?codes?|iban"
    rf"|{_CARD}|(?:bank|debit|credit) cards?|expiry dates?|cvv2?|cvc|three digits|3 digits"
    r"|(?:security|card|one[- ]time|verification|authori[sz]ation|activation) (?:codes?|numbers?|passcodes?)|otp|passcodes?"
    r"|passwords?|log-?in(?: details?)?|memorable (?:word|name|date|information)|(?:online|internet|mobile) banking"
    r"|pin(?: (?:number|code)s?)|(?:your|ur|the|a|bank|card) pins?|pins? for your)\b"
)
# By itself only in capitals, as banks write it: people pin notices to doors.
_CAPITALS: Final = re.compile(r"\bPINs?\b")
_GIFT: Final = re.compile(
    r"\b(?:gift|itunes|apple|google play|steam|amazon|paysafe|prepaid|one4all)[- ]?(?:cards?|vouchers?|codes?)\b"
    r"|\b(?:bitcoins?|crypto\w*|western union|moneygram)\b"
)
_SUM: Final = (
    r"(?:(?:£|gbp ?|€|\$) ?\d|\d[\d,.]* ?(?:pounds?|gbp|quid|euros?)\b|money\b|cash\b|funds\b|payment\b"
    r"|(?:the|a|an|this|your) (?:\w+ )?(?:fees?|amounts?|balance|deposit|charges?|sum)\b)"
)
_INTO: Final = r"(?:to|into|in) (?:this|that|the following|the new|another|a different|my|our|the) (?:\w+ )?accounts?\b"
_HERE: Final = (
    r"us\b|me\b|(?:it )?(?:right )?(?:now|here|online|today|straight away|immediately)\b"
    r"|(?:it )?by (?:card|phone|(?:bank )?transfer)\b"
    r"|(?:it )?(?:with|using|via|through|at) (?:your |the |this |a )?(?:card|link|app|website|paypal|https?|www)"
)
_MONEY: Final = re.compile(
    rf"\b(?:send|transfer|wire|lend|give|deposit|hand over|withdraw|move) (?:[\w\u2019']+ ){{0,4}}?{_SUM}"
    rf"|\b(?:transfer|move|send|pay|put|deposit) (?:[\w\u2019'£.]+ ){{0,8}}?{_INTO}"
)
_PAY: Final = re.compile(rf"\bpay (?:back )?(?:{_SUM}|(?:[\w\u2019'£.,]+ ){{0,6}}?(?:{_HERE}))")

_DIRECT: Final = re.compile(
    r"\b(?:please|kindly|must|need to|have to|now)(?: \w+)? make (?:a|the|your)(?: \w+)? payment\b"
    r"|\b(?:link|here|button)(?: below)? to pay\b|\byou owe (?:us|me|the council)\b"
    r"|\bwe (?:need|require|want|ask for)(?: a)?(?: payment of)? (?:£|\d+ pounds)|\b(?:leave|put) (?:the )?(?:£ ?\d|cash\b)"
)

_VERB: Final = (
    r"(?:send|give|tell|text|e-?mail|reply|answer|message|confirm|provide|enter|type|share|update|verify|check|read|ring|call"
    r"|phone|write|let|show|bring|submit|fill|put|buy|purchase|get|scratch|pay|use|quote|supply|post|forward|have ready"
    r"|click|log|sign|transfer|wire|lend|deposit|hand|withdraw|move)"
)
_ASKS: Final = re.compile(
    rf"\b{_VERB}\b|\bwhat(?:'s| is| are)\b|\bwhich bank\b|\b(?:we|i)(?:'d| would|'ll| will)?(?: also| now| just| still)?"
    r" (?:need|require|want|like|must have|are asking|ask(?:ing)?)\b|\b(?:are|is) (?:needed|required)\b|\bplease\b"
)
_SOMEBODY_ELSE: Final = (
    r"(?:we|i|they|he|she|it|who|which|that|bank|council|dwp|hmrc|landlord|team|worker|office|home|benefits?|scheme|pension"
    r"|department|credit|carer|daughter|son|mother|father|partner)"
)
_THEIR_DOING: Final = re.compile(
    rf"\b{_SOMEBODY_ELSE}(?:'ll|'ve|'d| will| can| could| may| might| would| do| does| have| has| had| must| should"
    rf"| are going to| is| are)?(?: also| now| then| always| usually| only| soon| both)? (?:{_VERB})\b"
)
_WARNS: Final = re.compile(
    r"\b(?:never|(?:don't|do not)(?! (?:worry|delay|wait|panic|hesitate|forget|miss|lose|be))|not to|nobody|no one|no-one"
    r"|no need to|needn't|need not|(?:would|should|must|shall)(?: not|n't)"
    r"|(?:won't|will not|cannot|can't) (?:\w+ ){0,2}(?:ask|need|want|take|request|ring|call|phone|text|e-?mail|send)\w*)\b"
)
_ANOTHER_VERB: Final = re.compile(rf"(?<!\band )(?<!\bor )\b{_VERB}\b|\b{_VERB} (?:us|me)\b")
_ORDERS: Final = re.compile(
    r"(?:^|\b(?:please|kindly|now|then|and|or|you must|you need to|you have to|you should|you will need to|you'll need to"
    r"|can you|could you|would you|will you|we need you to|want you to|ask you to|remember to|asked to))\s*$"
)
_FAR: Final = 60
_ANY: Final = re.compile(
    r"bank|account|sort ?code|iban|card|expiry|cv[vc]|digits|code|otp\b|pass|log-?in|memorable|\bpins?\b|gift|voucher"
    r"|bitcoin|crypto|western union|moneygram|\bpay|transfer|money|cash|[£€$]|pounds?\b|quid|fee\b|fees\b|deposit|amount"
    r"|balance|\bowe\b|charge|funds|security|verification|itunes|\bsum\b|\bgbp\b|euros?\b"
)
"""Most messages hold none of it, and are done with here."""
_OTHERS_ASK: Final = re.compile(
    r"\b(?:if|when|whenever|should) (?:any|some)(?:body|one|thing)\b"
    r"|\b(?:any|some)(?:body|one) (?:who|may|might|could|asks?|rings?|calls?|texts?|emails?)\b"
    r"|\b(?:scammers?|fraudsters?|criminals?|thieves) (?:\w+ ){0,3}?(?:ask|want|try|pretend|tell|steal|get)"
)


@dataclass(frozen=True, slots=True)
class Found:
    """``code`` says what is asked for; the words stand from ``start`` to ``end`` of the text."""

    code: str
    start: int
    end: int


def find(text: str) -> tuple[Found, ...]:
    """Every part of ``text`` that asks for money, gift cards, or what opens an account."""
    if _ANY.search(_plain(text)) is None:
        return ()
    return tuple(found for start, sentence in _cut(text, _SENTENCES, 0) for found in _in_sentence(sentence, start))


def faults(body: str, question: str, options: tuple[str, ...] = ()) -> list[Invalid]:
    """The first of each kind in anything that a person will read, as faults of its field."""
    found = [*_faults("body", body), *_faults("question", question)]
    # Of several options no single field knows the place.
    asked = {fault.code for option in options for fault in _faults("options", option)}
    return found + [Invalid(code, field="options") for code in sorted(asked)]


def _faults(field: str, text: str) -> Iterator[Invalid]:
    first: dict[str, Found] = {}
    for found in find(text):
        first.setdefault(found.code, found)
    for found in first.values():
        yield Invalid(found.code, field=field, place=(found.start, found.end))


def _cut(text: str, where: re.Pattern[str], offset: int) -> Iterator[tuple[int, str]]:
    at = 0
    for gap in where.finditer(text):
        yield offset + at, text[at : gap.start()]
        at = gap.end()
    yield offset + at, text[at:]


def _in_sentence(sentence: str, offset: int) -> Iterator[Found]:
    if _OTHERS_ASK.search(_plain(sentence)):
        return
    for start, part in _cut(sentence, _PARTS, offset):
        code = _asked_for(part)
        if code is not None:
            ahead = len(part) - len(part.lstrip())
            yield Found(code, start + ahead, start + len(part.rstrip()))


def _plain(text: str) -> str:
    """Small letters and plain apostrophes; as long as the text, so that places stay places."""
    small = text.lower()
    if len(small) != len(text):  # a letter such as the Turkish dotted capital became two
        small = "".join(each if len(each.lower()) != 1 else each.lower() for each in text)
    return small.replace("\u2019", "'").replace("\u2018", "'").replace("\t", " ").replace("\xa0", " ")


def _asked_for(part: str) -> str | None:
    plain = _plain(part)
    for code, patterns in (("asks_for_bank_details", (_SECRET,)), ("asks_for_money", (_GIFT, _MONEY, _PAY, _DIRECT))):
        for pattern in patterns:
            for thing in pattern.finditer(plain):
                if _asks(plain, thing.start(), thing.end(), pattern):
                    return code
    if any(_asks(plain, *thing.span()) for thing in _CAPITALS.finditer(part)):
        return "asks_for_bank_details"
    return None


def _asks(part: str, start: int, end: int, pattern: re.Pattern[str] = _CAPITALS) -> bool:
    """Whether the thing that stands there is asked of the reader."""
    before = part[:end]
    warned = any(start - found.end() <= _FAR for found in _WARNS.finditer(part[:start]))
    if warned or any(_is_all_done(part[found.end() : start]) for found in _THEIR_DOING.finditer(before)):
        return False
    if pattern is _PAY:
        return _told_to_pay(part[:start])
    return pattern is _DIRECT or _ASKS.search(part) is not None


def _is_all_done(between: str) -> bool:
    """Whether nobody else acts between "we will send" and the thing: not so in "so that we can pay you send us …"."""
    return _ANOTHER_VERB.search(between) is None


def _told_to_pay(before: str) -> bool:
    """ "You pay £20 a week" tells how things are; "please pay £20" asks."""
    return _ORDERS.search(before.strip()) is not None
