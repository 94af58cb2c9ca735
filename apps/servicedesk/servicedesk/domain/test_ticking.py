"""When a clock on the screen ticks."""

from datetime import datetime, timezone

import pytest

from servicedesk.domain.business_calendar import BusinessCalendar, Interval
from servicedesk.domain.ticking import Ticking, ticking

HOUR = 3600
# Monday to Friday, 9 to 13 and 14 to 18.
OFFICE = BusinessCalendar(
	"UTC", {day: (Interval(9 * HOUR, 13 * HOUR), Interval(14 * HOUR, 18 * HOUR)) for day in range(5)}
)


def at(day: int, hour: int, minute: int = 0) -> datetime:
	"""A moment of November 2026; the 23rd is a Monday."""
	return datetime(2026, 11, day, hour, minute, tzinfo=timezone.utc)


@pytest.mark.parametrize(
	("hours", "now", "expected"),
	[
		(BusinessCalendar.always_open(), at(22, 3), Ticking(0, 24 * HOUR)),
		(OFFICE, at(23, 9), Ticking(0, 4 * HOUR)),
		(OFFICE, at(23, 12, 30), Ticking(0, HOUR // 2)),
		(OFFICE, at(23, 13, 30), Ticking(HOUR // 2, 4 * HOUR)),
		(OFFICE, at(23, 18), Ticking(15 * HOUR, 4 * HOUR)),
		(OFFICE, at(21, 12), Ticking()),
		(BusinessCalendar("UTC", {}), at(23, 12), Ticking()),
	],
)
def test_it_ticks_while_the_calendar_is_open(
	hours: BusinessCalendar, now: datetime, expected: Ticking
) -> None:
	assert ticking(hours, now) == expected
