"""The period that a report is about: which days it has, how they are cut into pieces, and when each begins.

Days are those of one IANA time zone, the customer's or the desk's (issue 5, item 5; manual outsourcer 7: "reports for a
past period"). A day begins at the first instant that carries its date there: where the clock is put forward at midnight
that is one o'clock, where midnight comes twice the first one. So no instant is in two pieces, and none in no piece.

Codes of ``Refused``: ``mandatory``, ``bad_date``, ``out_of_range`` (the calendar ends there), ``reversed``, ``too_long``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone, tzinfo
from enum import Enum

MOST_DAYS = 5 * 366
"""Between the first and the last day of a period that somebody typed: five years."""
EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)
MOST_DAYS_BY_DAY, MOST_DAYS_BY_WEEK = 31, 190
MONTHS_OF_QUARTER, MONTHS_OF_YEAR = 3, 12
ONE_DAY = timedelta(days=1)


class PeriodKind(str, Enum):
	"""The periods that can be chosen by name, and any other."""

	THIS_MONTH = "this_month"
	LAST_MONTH = "last_month"
	THIS_QUARTER = "this_quarter"
	LAST_QUARTER = "last_quarter"
	THIS_YEAR = "this_year"
	LAST_YEAR = "last_year"
	OWN = "own"

	def __str__(self) -> str:
		return self.value


class PieceLength(str, Enum):
	"""What the days of a period are gathered into, so that nobody has to read hundreds of lines."""

	DAY = "day"
	WEEK = "week"
	MONTH = "month"


MONTHS_OF = {
	PeriodKind.THIS_MONTH: 1,
	PeriodKind.LAST_MONTH: 1,
	PeriodKind.THIS_QUARTER: MONTHS_OF_QUARTER,
	PeriodKind.LAST_QUARTER: MONTHS_OF_QUARTER,
	PeriodKind.THIS_YEAR: MONTHS_OF_YEAR,
	PeriodKind.LAST_YEAR: MONTHS_OF_YEAR,
}
PAST = frozenset({PeriodKind.LAST_MONTH, PeriodKind.LAST_QUARTER, PeriodKind.LAST_YEAR})


class Refused(Exception):
	"""Days that make no period: why, as a stable word by the field (``from``, ``to``)."""

	def __init__(self, problems: Mapping[str, str]) -> None:
		super().__init__(", ".join(f"{field}: {code}" for field, code in problems.items()))
		self.problems = dict(problems)


@dataclass(frozen=True)
class Piece:
	"""Some days of a period, first and last one included."""

	first: date
	last: date


@dataclass(frozen=True)
class Period:
	"""All days from the first to the last one."""

	kind: PeriodKind
	first: date
	last: date

	@property
	def days(self) -> int:
		"""How many days it has."""
		return (self.last - self.first).days + 1

	@property
	def piece_length(self) -> PieceLength:
		"""Days up to a month, weeks up to half a year, months beyond: never more than 62 pieces."""
		if self.days <= MOST_DAYS_BY_DAY:
			return PieceLength.DAY
		return PieceLength.WEEK if self.days <= MOST_DAYS_BY_WEEK else PieceLength.MONTH

	def pieces(self) -> list[Piece]:
		"""Its days in pieces, in order. Weeks begin on Mondays; the first and the last piece may be shorter."""
		starts = list(self._starts())
		ends = [start - ONE_DAY for start in starts[1:]] + [self.last]
		return [Piece(first, last) for first, last in zip(starts, ends, strict=True)]

	def edges(self, zone: tzinfo) -> list[datetime]:
		"""When each piece begins in that zone, and when the last one has ended: instants in UTC, one more than pieces."""
		starts = [piece.first for piece in self.pieces()]
		return [day_begins(day, zone) for day in (*starts, self.last + ONE_DAY)]

	def _starts(self) -> Iterator[date]:
		start = self.first
		while start <= self.last:
			yield start
			start = _next_start(start, self.piece_length)


def day_begins(day: date, zone: tzinfo) -> datetime:
	"""The first instant of the day in that zone, in UTC."""
	# The earlier of two readings of midnight; of a midnight that is left out, the offset before makes it the instant of
	# the change.
	midnight = datetime(day.year, day.month, day.day, tzinfo=zone, fold=0)
	return midnight.astimezone(timezone.utc)


def chosen_period(kind: PeriodKind, today: date) -> Period:
	"""The period of that name on that day. One that still runs ends today."""
	months = MONTHS_OF[kind]
	first = today.replace(month=today.month - (today.month - 1) % months, day=1)
	if kind in PAST:
		return Period(kind, _months_later(first, -months), first - ONE_DAY)
	return Period(kind, first, today)


def own_period(first: str, last: str) -> Period:
	"""The period between two days that somebody typed (ISO: 2026-11-22). Raises Refused, all problems at once."""
	problems = {}
	days = {}
	for field, text in (("from", first), ("to", last)):
		found = _read_day(text)
		if isinstance(found, date):
			days[field] = found
		else:
			problems[field] = found
	if problems:
		raise Refused(problems)
	return _checked(days["from"], days["to"])


def kind_of(text: str) -> PeriodKind:
	"""The kind that a text names, this month for none or an unknown one."""
	return PeriodKind(text) if text in PeriodKind._value2member_map_ else PeriodKind.THIS_MONTH


def _read_day(text: str) -> date | str:
	if not text:
		return "mandatory"
	try:
		found = datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a day of a calendar, no instant
	except ValueError:
		return "bad_date"
	return found if EARLIEST <= found <= LATEST else "out_of_range"


def _checked(first: date, last: date) -> Period:
	if last < first:
		raise Refused({"to": "reversed"})
	if (last - first).days > MOST_DAYS:
		raise Refused({"to": "too_long"})
	return Period(PeriodKind.OWN, first, last)


def _next_start(start: date, length: PieceLength) -> date:
	if length is PieceLength.DAY:
		return start + ONE_DAY
	if length is PieceLength.WEEK:
		return start + timedelta(days=7 - start.weekday())
	return _months_later(start.replace(day=1), 1)


def _months_later(first_of_month: date, months: int) -> date:
	number = first_of_month.year * MONTHS_OF_YEAR + first_of_month.month - 1 + months
	return date(number // MONTHS_OF_YEAR, number % MONTHS_OF_YEAR + 1, 1)
