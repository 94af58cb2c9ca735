"""Working time of random calendars against a count of every minute that knows nothing of tables."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from servicedesk.domain.business_calendar import DAY_SECONDS, LAST_YEAR, BusinessCalendar, Interval
from servicedesk.domain.conftest import ORACLE_EXAMPLES

UTC = timezone.utc
HOUR = 3600
MINUTE = timedelta(minutes=1)
# Instants around which something happens to the clocks of some zone, and turns of the year.
TURNING_POINTS = (
	datetime(2026, 3, 29, 1, tzinfo=UTC),  # Europe: forward
	datetime(2026, 10, 25, 1, tzinfo=UTC),  # Europe: back
	datetime(2026, 3, 8, 7, tzinfo=UTC),  # New York: forward
	datetime(2026, 11, 1, 6, tzinfo=UTC),  # New York: back
	datetime(2026, 4, 4, 16, tzinfo=UTC),  # Adelaide, Lord Howe: back
	datetime(2026, 10, 3, 16, tzinfo=UTC),  # Adelaide, Lord Howe: forward
	datetime(2026, 4, 23, 22, tzinfo=UTC),  # Cairo: forward at midnight
	datetime(2026, 10, 29, 21, tzinfo=UTC),  # Cairo: back at midnight, into the day before
	datetime(2011, 12, 30, 10, tzinfo=UTC),  # Apia: 30 December left out
	datetime(2026, 12, 31, 22, tzinfo=UTC),
	datetime(2028, 2, 29, 0, tzinfo=UTC),
)
ZONES = (
	"Europe/Bucharest",
	"Europe/Sofia",
	"Europe/Kyiv",
	"America/New_York",
	"America/St_Johns",
	"Asia/Kolkata",
	"Asia/Kathmandu",
	"Australia/Adelaide",
	"Australia/Lord_Howe",
	"Africa/Cairo",
	"Pacific/Apia",
	"UTC",
)


def oracle_is_open(
	zone: ZoneInfo,
	weekly: Mapping[int, Sequence[Interval]],
	holidays: Mapping[date, Sequence[Interval]],
	at: datetime,
) -> bool:
	wall = at.astimezone(zone)
	second = wall.hour * HOUR + wall.minute * 60 + wall.second
	for days_back in (0, 1):
		day = wall.date() - timedelta(days=days_back)
		for interval in holidays.get(day, weekly.get(day.weekday(), ())):
			if interval.start_second <= second + days_back * DAY_SECONDS < interval.end_second:
				return True
	return False


def oracle_seconds(calendar: BusinessCalendar, start: datetime, end: datetime) -> int:
	zone = ZoneInfo(calendar.time_zone)
	seconds = 0
	while start < end:
		seconds += 60 * oracle_is_open(zone, calendar.weekly, calendar.holidays, start)
		start += MINUTE
	return seconds


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
	start = draw(st.integers(0, 24 * 60 - 1))
	length = draw(st.integers(1, 2 * 24 * 60 - start))
	return Interval(start * 60, (start + length) * 60)


@st.composite
def instants(draw: st.DrawFn) -> datetime:
	minutes = draw(st.integers(-3 * 24 * 60, 3 * 24 * 60))
	return draw(st.sampled_from(TURNING_POINTS)) + minutes * MINUTE


@st.composite
def calendars(draw: st.DrawFn) -> BusinessCalendar:
	days = st.lists(intervals(), max_size=3)
	weekly = draw(st.dictionaries(st.integers(0, 6), days, max_size=7))
	near = st.sampled_from(TURNING_POINTS).map(datetime.date)
	dates = st.builds(lambda day, more: day + timedelta(days=more), near, st.integers(-3, 3))
	holidays = draw(st.dictionaries(dates, days, max_size=4))
	return BusinessCalendar(draw(st.sampled_from(ZONES)), weekly, holidays)


@settings(max_examples=ORACLE_EXAMPLES)
@given(calendars(), instants(), st.integers(0, 30 * 60))
def test_counts_what_the_wall_clock_shows(calendar: BusinessCalendar, start: datetime, minutes: int) -> None:
	end = start + minutes * MINUTE
	assert calendar.seconds_between(start, end) == oracle_seconds(calendar, start, end)


@given(calendars(), instants())
def test_is_open_when_the_wall_clock_says_so(calendar: BusinessCalendar, at: datetime) -> None:
	zone = ZoneInfo(calendar.time_zone)
	expected = oracle_is_open(zone, calendar.weekly, calendar.holidays, at)
	assert calendar.is_open(at) is expected
	assert calendar.seconds_between(at, at + timedelta(seconds=1)) == int(expected)


@given(calendars(), instants(), st.integers(0, 500_000), st.integers(0, 500_000))
def test_stretches_add_up(calendar: BusinessCalendar, start: datetime, first: int, second: int) -> None:
	middle = start + timedelta(seconds=first)
	end = middle + timedelta(seconds=second)
	whole = calendar.seconds_between(start, end)
	assert whole == calendar.seconds_between(start, middle) + calendar.seconds_between(middle, end)
	assert 0 <= whole <= first + second
	assert calendar.seconds_between(end, start) == 0 or end == start


@given(calendars(), instants(), st.integers(1, 40 * DAY_SECONDS))
def test_adding_is_the_inverse_of_counting(calendar: BusinessCalendar, start: datetime, seconds: int) -> None:
	end = calendar.add_seconds(start, seconds)
	if end is None:
		last_instant = datetime(LAST_YEAR, 12, 31, 23, 59, 59, tzinfo=UTC)
		assert calendar.seconds_between(start, last_instant) < seconds
		return
	assert calendar.seconds_between(start, end) == seconds
	# The first such instant: the second before it is worked.
	assert calendar.seconds_between(start, end - timedelta(seconds=1)) == seconds - 1


@given(calendars(), instants(), st.integers(0, DAY_SECONDS), st.integers(0, DAY_SECONDS))
def test_more_work_is_never_done_earlier(
	calendar: BusinessCalendar, start: datetime, some: int, more: int
) -> None:
	early, late = calendar.add_seconds(start, some), calendar.add_seconds(start, some + more)
	assert late is None or (early is not None and start <= early <= late)


@given(calendars(), instants())
def test_next_opening_is_the_first_open_second(calendar: BusinessCalendar, at: datetime) -> None:
	opening = calendar.next_opening(at)
	if opening is None:
		assert calendar.add_seconds(at, 1) is None
	else:
		assert calendar.is_open(opening)
		assert calendar.seconds_between(at, opening) == 0


@given(calendars(), instants(), st.integers(0, 10 * DAY_SECONDS))
def test_intervals_cut_in_pieces_count_the_same(
	calendar: BusinessCalendar, start: datetime, seconds: int
) -> None:
	def cut(worked: Sequence[Interval]) -> list[Interval]:
		pieces = []
		for interval in worked:
			middle = (interval.start_second + interval.end_second) // 2
			pieces.append(Interval(interval.start_second, middle))
			if middle < DAY_SECONDS:
				pieces.append(Interval(middle, interval.end_second))
			else:
				pieces.append(interval)
		return pieces[::-1]

	in_pieces = BusinessCalendar(
		calendar.time_zone,
		{weekday: cut(worked) for weekday, worked in calendar.weekly.items()},
		{day: cut(worked) for day, worked in calendar.holidays.items()},
	)
	end = start + timedelta(seconds=seconds)
	assert in_pieces.seconds_between(start, end) == calendar.seconds_between(start, end)


@given(instants(), st.integers(0, 1000 * DAY_SECONDS), st.sampled_from(ZONES))
def test_around_the_clock_is_real_time(start: datetime, seconds: int, zone: str) -> None:
	end = start + timedelta(seconds=seconds)
	day_by_day = BusinessCalendar(zone, {weekday: [Interval(0, DAY_SECONDS)] for weekday in range(7)})
	in_shifts = BusinessCalendar(zone, {weekday: [Interval(7 * HOUR, 31 * HOUR)] for weekday in range(7)})
	for calendar in (BusinessCalendar.always_open(), day_by_day, in_shifts):
		assert calendar.seconds_between(start, end) == seconds
		assert calendar.add_seconds(start, seconds) == end
		assert calendar.is_open(start)
