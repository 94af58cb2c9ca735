"""Periods of reports: names, pieces, edges where the clock is changed, and what is refused."""

from datetime import date, datetime, timedelta, timezone
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain.report_periods import (
	MOST_DAYS,
	PeriodKind,
	Piece,
	PieceLength,
	Refused,
	chosen_period,
	day_begins,
	kind_of,
	own_period,
)

TODAY = date(2026, 11, 22)
BUCHAREST = ZoneInfo("Europe/Bucharest")


@pytest.mark.parametrize(
	("kind", "today", "first", "last"),
	[
		(PeriodKind.THIS_MONTH, TODAY, date(2026, 11, 1), TODAY),
		(PeriodKind.LAST_MONTH, TODAY, date(2026, 10, 1), date(2026, 10, 31)),
		(PeriodKind.THIS_QUARTER, TODAY, date(2026, 10, 1), TODAY),
		(PeriodKind.LAST_QUARTER, TODAY, date(2026, 7, 1), date(2026, 9, 30)),
		(PeriodKind.THIS_YEAR, TODAY, date(2026, 1, 1), TODAY),
		(PeriodKind.LAST_YEAR, TODAY, date(2025, 1, 1), date(2025, 12, 31)),
		(PeriodKind.LAST_MONTH, date(2026, 1, 31), date(2025, 12, 1), date(2025, 12, 31)),
		(PeriodKind.LAST_MONTH, date(2028, 3, 31), date(2028, 2, 1), date(2028, 2, 29)),
		(PeriodKind.LAST_QUARTER, date(2026, 1, 1), date(2025, 10, 1), date(2025, 12, 31)),
		(PeriodKind.THIS_MONTH, date(2026, 2, 1), date(2026, 2, 1), date(2026, 2, 1)),
	],
)
def test_periods_by_name(kind: PeriodKind, today: date, first: date, last: date) -> None:
	found = chosen_period(kind, today)
	assert (found.kind, found.first, found.last) == (kind, first, last)


def test_own_period() -> None:
	found = own_period("2026-02-03", "2026-02-03")
	assert (found.kind, found.days) == (PeriodKind.OWN, 1)


@pytest.mark.parametrize(
	("first", "last", "problems"),
	[
		("", "", {"from": "mandatory", "to": "mandatory"}),
		("2026-02-30", "soon", {"from": "bad_date", "to": "bad_date"}),
		("1999-12-31", "2100-01-01", {"from": "out_of_range", "to": "out_of_range"}),
		("2026-02-03", "2026-02-02", {"to": "reversed"}),
		("2020-01-01", "2026-01-01", {"to": "too_long"}),
		("2026-02-03", "\N{ARABIC-INDIC DIGIT TWO}", {"to": "bad_date"}),
	],
)
def test_what_is_refused(first: str, last: str, problems: dict[str, str]) -> None:
	with pytest.raises(Refused) as caught:
		own_period(first, last)
	assert caught.value.problems == problems
	assert all(code in str(caught.value) for code in problems.values())


def test_the_longest_period_has_few_pieces() -> None:
	first = date(2020, 1, 31)
	found = own_period(first.isoformat(), (first + timedelta(days=MOST_DAYS)).isoformat())
	assert found.piece_length is PieceLength.MONTH
	assert len(found.pieces()) <= 62


def test_days() -> None:
	october = own_period("2026-10-01", "2026-10-31")
	assert october.piece_length is PieceLength.DAY
	assert len(october.pieces()) == 31
	assert october.pieces()[0] == Piece(date(2026, 10, 1), date(2026, 10, 1))


def test_weeks_begin_on_mondays() -> None:
	quarter = own_period("2026-10-01", "2026-12-31")
	assert quarter.piece_length is PieceLength.WEEK
	assert quarter.pieces()[:2] == [
		Piece(date(2026, 10, 1), date(2026, 10, 4)),
		Piece(date(2026, 10, 5), date(2026, 10, 11)),
	]
	assert quarter.pieces()[-1] == Piece(date(2026, 12, 28), date(2026, 12, 31))


def test_months() -> None:
	year = own_period("2026-01-15", "2026-12-31")
	assert year.piece_length is PieceLength.MONTH
	assert year.pieces()[0] == Piece(date(2026, 1, 15), date(2026, 1, 31))
	assert len(year.pieces()) == 12


def test_edges_across_both_changes_of_the_clock() -> None:
	"""March in Bucharest has an hour less, October one more: the days beside the change have 23 and 25 hours."""
	for month, hours in (("03", 31 * 24 - 1), ("10", 31 * 24 + 1)):
		edges = own_period(f"2026-{month}-01", f"2026-{month}-31").edges(BUCHAREST)
		assert edges[-1] - edges[0] == timedelta(hours=hours)
		lengths = {(later - edge).total_seconds() / 3600 for edge, later in pairwise(edges)}
		assert lengths == {24, 23 if month == "03" else 25}


@pytest.mark.parametrize(
	("zone", "day", "instant"),
	[
		# At midnight the clock went forward: the day began at one o'clock.
		("America/Sao_Paulo", date(2018, 11, 4), datetime(2018, 11, 4, 3, tzinfo=timezone.utc)),
		# One o'clock became midnight once more: the day began with the first one.
		("America/Havana", date(2026, 11, 1), datetime(2026, 11, 1, 4, tzinfo=timezone.utc)),
		("Europe/Bucharest", date(2026, 11, 1), datetime(2026, 10, 31, 22, tzinfo=timezone.utc)),
	],
)
def test_when_a_day_begins(zone: str, day: date, instant: datetime) -> None:
	assert day_begins(day, ZoneInfo(zone)) == instant
	assert day_begins(day, ZoneInfo(zone)).astimezone(ZoneInfo(zone)).date() == day


@given(
	st.dates(date(2001, 1, 1), date(2090, 12, 31)),
	st.integers(0, MOST_DAYS),
	st.sampled_from(["Europe/Bucharest", "America/Sao_Paulo", "America/Havana", "Pacific/Apia", "UTC"]),
)
def test_every_instant_is_in_one_piece(first: date, days: int, zone: str) -> None:
	period = own_period(first.isoformat(), (first + timedelta(days=days)).isoformat())
	pieces, edges = period.pieces(), period.edges(ZoneInfo(zone))
	assert edges == sorted(edges)
	assert len(edges) == len(pieces) + 1 <= 63
	assert (pieces[0].first, pieces[-1].last) == (period.first, period.last)
	for before, after in pairwise(pieces):
		assert after.first == before.last + timedelta(days=1)


def test_kinds_by_their_text() -> None:
	assert kind_of("last_year") is PeriodKind.LAST_YEAR
	assert kind_of("own") is PeriodKind.OWN
	assert kind_of("' or 1=1") is kind_of("") is PeriodKind.THIS_MONTH
	assert str(PeriodKind.OWN) == "own"
