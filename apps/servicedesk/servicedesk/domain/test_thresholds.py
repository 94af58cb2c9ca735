"""Moments of rules: when they come, when they do not, and that each comes once."""

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain.business_calendar import BusinessCalendar, Interval
from servicedesk.domain.clock_rule import ClockEvent, ClockRule, Trigger
from servicedesk.domain.lifecycle import OPEN, StateCategory
from servicedesk.domain.sla_clock import ClockReading, evaluate
from servicedesk.domain.thresholds import (
	MOST_TIMES,
	Basis,
	Moment,
	Threshold,
	ThresholdError,
	clock_moments,
	due,
	state_moments,
)

ALWAYS = BusinessCalendar.always_open()
OFFICE = BusinessCalendar("UTC", {day: (Interval(9 * 3600, 18 * 3600),) for day in range(5)})
START = datetime(2026, 1, 5, 9, tzinfo=timezone.utc)  # a Monday
NEW, ACTIVE, ASKED, RESOLVED = (
	StateCategory.NEW,
	StateCategory.ACTIVE,
	StateCategory.WAITING_FOR_CUSTOMER,
	StateCategory.RESOLVED,
)
HALF = Threshold("half", Basis.PERCENT, 50)


def rule(target: int = 7200, *, restarts: bool = False) -> ClockRule:
	"""A clock to a solution, that stands while the customer is asked."""
	return ClockRule(
		kind="Resolve",
		target_seconds=target,
		starts_on=frozenset({Trigger(event="created")}),
		meets_on=frozenset({Trigger(category=RESOLVED)}),
		pauses_in=frozenset({ASKED}),
		continues_on=frozenset() if restarts else frozenset(Trigger(category=each) for each in OPEN),
		restarts_on=frozenset({Trigger(category=ACTIVE)}) if restarts else frozenset(),
	)


def minutes(count: float) -> datetime:
	"""So many minutes after the beginning."""
	return START + timedelta(minutes=count)


def history(*entries: tuple[float, StateCategory]) -> list[ClockEvent]:
	"""A ticket made at the beginning, and what it came to when."""
	changes = [ClockEvent(minutes(after), category, "transition") for after, category in entries]
	return [ClockEvent(START, NEW, "created"), *changes]


def read(now: float, *entries: tuple[float, StateCategory], target: int = 7200) -> ClockReading:
	"""The clock's reading so many minutes after the beginning."""
	return evaluate(rule(target), ALWAYS, history(*entries), minutes(now))


def moments(reading: ClockReading, now: float, *thresholds: Threshold, acted: object = ()) -> list[Moment]:
	"""The moments that the rules see in this reading."""
	return clock_moments(thresholds or [HALF], reading, ALWAYS, minutes(now), acted)  # type: ignore[arg-type]


def ats(found: list[Moment]) -> list[float]:
	"""When they are, in minutes after the beginning."""
	return [(moment.at - START).total_seconds() / 60 for moment in found]


@pytest.mark.parametrize(
	("threshold", "after"),
	[
		(HALF, 60),
		(Threshold("r", Basis.PERCENT, 1), 1.2),
		(Threshold("r", Basis.PERCENT, 100), 120),
		(Threshold("r", Basis.PERCENT, 150), 180),
		(Threshold("r", Basis.BEFORE_DUE, 15), 105),
		(Threshold("r", Basis.BEFORE_DUE, 0), 120),
		(Threshold("r", Basis.BEFORE_DUE, 600), 0),
		(Threshold("r", Basis.AFTER_DUE, 30), 150),
		(Threshold("r", Basis.AFTER_DUE, 0), 120 + 1 / 60),
	],
)
def test_when_a_moment_comes(threshold: Threshold, after: float) -> None:
	"""Of a running clock with a target of two hours."""
	assert ats(moments(read(0), 0, threshold)) == [pytest.approx(after)]


def test_percents_are_rounded_up_to_whole_seconds() -> None:
	"""A threshold is never too early."""
	assert ats(moments(read(0, target=101), 0)) == [pytest.approx(51 / 60)]


def test_moments_lie_in_working_time() -> None:
	"""An hour before closing on Friday, ten hours of a clock end on Monday."""
	friday = datetime(2026, 1, 9, 17, tzinfo=timezone.utc)
	reading = evaluate(rule(20 * 3600), OFFICE, [ClockEvent(friday, NEW, "created")], friday)
	found = clock_moments([HALF], reading, OFFICE, friday, ())
	assert [moment.at for moment in found] == [datetime(2026, 1, 12, 18, tzinfo=timezone.utc)]


def test_a_standing_clock_reaches_nothing() -> None:
	"""However long it stands; what it has reached before stays reached."""
	asked = read(600, (30, ASKED))
	assert moments(asked, 600) == []
	assert ats(moments(read(600, (70, ASKED)), 600)) == [60]


def test_a_clock_goes_on_where_it_stopped() -> None:
	"""Half an hour before the question, half an hour after the answer."""
	assert ats(moments(read(600, (30, ASKED), (600, ACTIVE)), 600)) == [630]


@pytest.mark.parametrize("category", [RESOLVED, StateCategory.CANCELLED])
def test_a_clock_that_has_ended_has_no_moments(category: StateCategory) -> None:
	"""Also none that it reached before: there is nothing left to hurry."""
	assert moments(read(90, (80, category)), 90) == []


def test_nothing_before_the_clock_has_started() -> None:
	"""No history, no moments."""
	assert moments(evaluate(rule(), ALWAYS, [], START), 0) == []


def test_no_instant_escalation_after_reopening() -> None:
	"""Zammad escalates at once when a ticket is opened again after days: time between solution and reopening counted."""
	days_later = 5 * 24 * 60
	reopened = read(days_later, (30, RESOLVED), (days_later, ACTIVE))
	found = moments(reopened, days_later)
	assert due(found, minutes(days_later)) == []
	assert ats(found) == [days_later + 30]


def test_a_moment_acted_on_does_not_come_again_after_reopening() -> None:
	"""The clock goes on in the same cycle."""
	acted = {moment.key for moment in due(moments(read(70), 70), minutes(70))}
	assert moments(read(900, (80, RESOLVED), (900, ACTIVE)), 900, acted=acted) == []


def test_a_clock_that_begins_anew_has_its_moments_anew() -> None:
	"""Next replies: each is waited for from zero."""
	entries = history((80, RESOLVED), (900, ACTIVE))
	acted = {moment.key for moment in moments(read(70), 70)}
	reading = evaluate(rule(restarts=True), ALWAYS, entries, minutes(900))
	assert ats(moments(reading, 900, acted=acted)) == [960]


def test_another_target_makes_passed_moments_come_once() -> None:
	"""A ticket of eight hours becomes one of two: half of it is past, and is acted on once, not twice."""
	before = moments(read(100, target=8 * 3600), 100)
	assert ats(before) == [240]
	after = due(moments(read(100), 100), minutes(100))
	assert ats(after) == [60]
	assert moments(read(100), 100, acted={moment.key for moment in after}) == []


def test_a_moment_acted_on_does_not_come_again_under_another_target() -> None:
	"""A ticket of two hours becomes one of eight after half of the two was acted on."""
	acted = {moment.key for moment in due(moments(read(70), 70), minutes(70))}
	assert moments(read(80, target=8 * 3600), 80, acted=acted) == []


def test_moments_that_follow_each_other() -> None:
	"""Each half hour after the breach, three times: those that have come, and the next."""
	threshold = Threshold("r", Basis.AFTER_DUE, 30, every=30, at_most=3)
	assert ats(moments(read(0), 0, threshold)) == [150]
	assert ats(moments(read(185), 185, threshold)) == [150, 180, 210]
	assert ats(moments(read(900), 900, threshold)) == [150, 180, 210]
	acted = {moment.key for moment in moments(read(150), 150, threshold)[:1]}
	assert ats(moments(read(150), 150, threshold, acted=acted)) == [180]


def test_a_rule_does_not_mean_what_has_passed_before_it_was_made() -> None:
	"""Unless it says so: of moments that follow each other, the later ones are its own."""
	since = minutes(100)
	assert moments(read(110), 110, Threshold("r", Basis.PERCENT, 50, since=since)) == []
	repeated = Threshold("r", Basis.PERCENT, 50, every=25, at_most=4, since=since)
	assert ats(moments(read(110), 110, repeated)) == [110, 135]


def test_moments_of_several_rules_are_in_order() -> None:
	"""By time, then by name."""
	late = Threshold("a", Basis.PERCENT, 100)
	assert [moment.rule for moment in moments(read(130), 130, late, HALF)] == ["half", "a"]


def test_a_target_that_the_calendar_does_not_hold_is_never_reached() -> None:
	"""A calendar may have an end."""
	closed = BusinessCalendar("UTC", {}, {START.date(): (Interval(9 * 3600, 10 * 3600),)})
	reading = evaluate(rule(), closed, [ClockEvent(START, NEW, "created")], START)
	assert clock_moments([Threshold("r", Basis.PERCENT, 100)], reading, closed, START, ()) == []


def test_moments_of_a_stay_in_a_state() -> None:
	"""A reminder after two days, again each day, three times: those that have come, and the next."""
	reminder = Threshold("r", Basis.IN_STATE, 2, every=1, at_most=3)

	def reach(days: int) -> datetime | None:
		return START + timedelta(days=days)

	assert ats(state_moments([(reminder, reach)], "a", minutes(0), ())) == [2 * 1440]
	found = state_moments([(reminder, reach)], "a", minutes(3 * 1440), ())
	assert ats(found) == [2 * 1440, 3 * 1440, 4 * 1440]
	acted = {moment.key for moment in found}
	assert state_moments([(reminder, reach)], "a", minutes(3 * 1440), acted) == []
	assert ats(state_moments([(reminder, reach)], "b", minutes(0), acted)) == [2 * 1440]


def test_a_stay_without_foreseeable_end_has_no_moments() -> None:
	"""Working days of a calendar that has none left."""
	assert state_moments([(Threshold("r", Basis.IN_STATE, 2), lambda _days: None)], "a", START, ()) == []


@pytest.mark.parametrize(
	("values", "field"),
	[
		({"basis": Basis.PERCENT, "amount": 0}, "amount"),
		({"basis": Basis.BEFORE_DUE, "amount": -1}, "amount"),
		({"basis": Basis.IN_STATE, "amount": 0}, "amount"),
		({"basis": Basis.PERCENT, "amount": 50, "every": -1}, "every"),
		({"basis": Basis.PERCENT, "amount": 50, "at_most": 2}, "every"),
		({"basis": Basis.PERCENT, "amount": 50, "every": 5, "at_most": 0}, "at_most"),
		({"basis": Basis.PERCENT, "amount": 50, "every": 5, "at_most": MOST_TIMES + 1}, "at_most"),
	],
)
def test_rules_that_cannot_be(values: dict[str, object], field: str) -> None:
	"""Refused by the value that is wrong."""
	with pytest.raises(ThresholdError) as refused:
		Threshold("r", **values)  # type: ignore[arg-type]
	assert refused.value.field == field


def test_bases_are_written_as_their_values() -> None:
	"""For logs."""
	assert str(Basis.PERCENT) == "percent"


CHANGES = st.lists(st.sampled_from([NEW, ACTIVE, ASKED, RESOLVED]), max_size=8)
GAPS = st.lists(st.integers(1, 300), min_size=8, max_size=8)
THRESHOLDS = st.lists(
	st.builds(
		Threshold,
		rule=st.sampled_from("abcdef"),
		basis=st.sampled_from([Basis.PERCENT, Basis.BEFORE_DUE, Basis.AFTER_DUE]),
		amount=st.integers(1, 200),
		every=st.integers(1, 60),
		at_most=st.integers(1, 4),
	),
	max_size=4,
	unique_by=lambda threshold: threshold.rule,
)


@given(CHANGES, GAPS, THRESHOLDS, st.integers(1, 4))
def test_a_sweep_finds_each_moment_once(
	changes: list[StateCategory], gaps: list[int], thresholds: list[Threshold], pause: int
) -> None:
	"""Whatever happens to the ticket and however seldom the sweep comes: never twice, never before its working time."""
	entries, at = [], 0
	for category, gap in zip(changes, gaps, strict=False):
		at += gap
		entries.append((float(at), category))
	happened = history(*entries)
	acted: set[tuple[str, str, int]] = set()
	for now in range(0, at + 400, pause * 20):
		reading = evaluate(rule(), ALWAYS, happened, minutes(now))
		for moment in due(clock_moments(thresholds, reading, ALWAYS, minutes(now), acted), minutes(now)):
			assert moment.key not in acted
			acted.add(moment.key)
			threshold = next(each for each in thresholds if each.rule == moment.rule)
			position = list(threshold.positions(7200))[moment.number - 1]
			assert reading.elapsed_seconds >= position


@given(THRESHOLDS, st.integers(0, 600))
def test_the_next_moment_is_one_that_comes(thresholds: list[Threshold], now: int) -> None:
	"""A running clock reaches what was foreseen, at the second that was foreseen and not before."""
	for moment in clock_moments(thresholds, read(now), ALWAYS, minutes(now), ()):
		then = (moment.at - START).total_seconds() / 60
		assert moment in due(clock_moments(thresholds, read(then), ALWAYS, moment.at, ()), moment.at)
		just_before = moment.at - timedelta(seconds=1)
		if just_before >= START:
			reading = evaluate(rule(), ALWAYS, history(), just_before)
			assert moment not in due(clock_moments(thresholds, reading, ALWAYS, just_before, ()), just_before)
