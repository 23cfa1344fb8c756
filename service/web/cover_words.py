"""What stands in the way of naming a team's cover, or of taking an alert, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from service.web.locale import lazy

COVER_WORDS: Final[Mapping[str, str]] = {
    "cover_too_many": lazy("These are more contacts than fit. Name at most eight."),
    "cover_name_missing": lazy("This contact has no name. Say who answers there, for example: Duty desk."),
    "cover_name_long": lazy("This name is too long. Use at most 60 characters."),
    "cover_days_missing": lazy("No day is chosen, so this contact would never be told. Choose the days."),
    "cover_phone_not_mobile": lazy("This number takes no texts. Enter a mobile number, or choose email."),
    "reading_hours_end_before_start": lazy("Reading ends before it starts. Change one of the two times."),
    "emergency_phone_not_valid": lazy("This can't be dialled. Enter the number to ring in an emergency, for example 999."),
    "closing_day_not_valid": lazy("One of these is not a day. Write each on its own line, like 24/12/2026."),
    "alert_not_found": lazy("There is no such alert. Go to the work list: urgent replies come first there."),
    "alert_taken": lazy("A colleague is dealing with this already. You need do nothing."),
}
