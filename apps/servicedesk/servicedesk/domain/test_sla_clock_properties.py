"""Random histories, rules and calendars against a clock that is stepped second by second."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from servicedesk.domain.business_calendar import BusinessCalendar, Interval
from servicedesk.domain.conftest import ORACLE_EXAMPLES
from servicedesk.domain.lifecycle import StateCategory
from servicedesk.domain.sla_clock import ClockEvent, ClockRule, ClockState, Trigger, evaluate

START = datetime(2026, 11, 23, tzinfo=timezone.utc)
SECOND = timedelta(seconds=1)
HISTORY_SECONDS = 120
HORIZON_SECONDS = 600
EVENT_NAMES = ("created", "public_reply", "customer_reply")
IRRELEVANT = "internal_note"
OPEN = {
	StateCategory.NEW,
	StateCategory.ACTIVE,
	StateCategory.WAITING_FOR_CUSTOMER,
	StateCategory.WAITING_FOR_OTHERS,
}

categories = st.sampled_from(StateCategory)
some_categories = st.frozensets(categories, max_size=3)
triggers = st.one_of(
	st.builds(Trigger, category=categories), st.builds(Trigger, event=st.sampled_from(EVENT_NAMES))
)
some_triggers = st.frozensets(triggers, max_size=3)
seconds_of_history = st.integers(0, HISTORY_SECONDS)


@st.composite
def rules(draw: st.DrawFn) -> ClockRule:
	return ClockRule(
		kind="any",
		target_seconds=draw(st.integers(1, 60)),
		starts_on=draw(st.one_of(st.just(frozenset({Trigger(event="created")})), some_triggers.filter(bool))),
		meets_on=draw(some_triggers.filter(bool)),
		pauses_in=draw(some_categories),
		continues_on=draw(some_triggers),
		restarts_on=draw(some_triggers),
		cancels_in=draw(some_categories),
	)


@st.composite
def histories(draw: st.DrawFn) -> list[ClockEvent]:
	"""Begin with a creation; the rest at any second, often the same, in any order."""
	events = [ClockEvent(START + SECOND * draw(st.integers(0, 10)), draw(categories), "created")]
	entries = st.tuples(seconds_of_history, categories, st.sampled_from(EVENT_NAMES[1:]))
	for second, category, event in draw(st.lists(entries, max_size=8)):
		events.append(ClockEvent(START + SECOND * second, category, event))
	return events


@st.composite
def calendars(draw: st.DrawFn) -> BusinessCalendar:
	"""Open for seconds at a time, so that everything happens within a few minutes."""
	if draw(st.booleans()):
		return BusinessCalendar.always_open()
	starts = draw(st.lists(st.integers(0, HORIZON_SECONDS), min_size=1, max_size=6))
	opened = [Interval(start, start + draw(st.integers(1, 60))) for start in starts]
	return BusinessCalendar("UTC", {START.weekday(): opened})


@dataclass
class Stepped:
	"""What the plain clock shows at one second."""

	phase: str = "waiting"
	cycle: int = 0
	elapsed: int = 0
	paused: int = 0
	started_at: datetime | None = None
	met_at: datetime | None = None
	due_at: datetime | None = None
	breached_at: datetime | None = None
	category: StateCategory | None = None


def hit(triggers: frozenset[Trigger], event: ClockEvent, before: StateCategory | None) -> bool:
	entered = event.category if event.category != before else None
	return any(
		trigger.event == event.event or (entered and trigger.category == entered) for trigger in triggers
	)


def happen(clock: Stepped, rule: ClockRule, event: ClockEvent) -> None:
	before, clock.category = clock.category, event.category
	if clock.phase == "cancelled" and event.category in OPEN:
		clock.phase = "going" if clock.cycle else "waiting"
	begins = (
		rule.starts_on
		if clock.phase == "waiting"
		else rule.restarts_on
		if clock.phase == "met"
		else frozenset()
	)
	if hit(begins, event, before):
		clock.phase, clock.cycle, clock.started_at = "going", clock.cycle + 1, event.at
		clock.elapsed = clock.paused = 0
		clock.met_at = clock.due_at = clock.breached_at = None
	elif clock.phase == "met" and hit(rule.continues_on, event, before):
		clock.phase, clock.met_at = "going", None
	if clock.phase != "met" and event.category in rule.cancels_in:
		clock.phase = "cancelled"
	if clock.phase == "going" and hit(rule.meets_on, event, before):
		clock.phase, clock.met_at = "met", event.at


def stepped(
	rule: ClockRule,
	calendar: BusinessCalendar,
	events: Sequence[ClockEvent],
	seconds: int = HORIZON_SECONDS * 2,
) -> Iterator[tuple[datetime, Stepped]]:
	"""Yield each second with the clock as it stands then; the same clock object each time."""
	clock = Stepped()
	for second in range(seconds):
		at = START + SECOND * second
		for event in events:
			if event.at == at:
				happen(clock, rule, event)
		if clock.elapsed >= rule.target_seconds and clock.due_at is None:
			clock.due_at = at
		if clock.elapsed > rule.target_seconds and clock.breached_at is None:
			clock.breached_at = at
		yield at, clock
		if clock.phase == "going" and calendar.is_open(at):
			if clock.category in rule.pauses_in:
				clock.paused += 1
			else:
				clock.elapsed += 1


def expected_state(clock: Stepped, rule: ClockRule) -> ClockState:
	is_past_due = clock.elapsed > rule.target_seconds
	if clock.phase == "going":
		if is_past_due:
			return ClockState.BREACHED
		return ClockState.PAUSED if clock.category in rule.pauses_in else ClockState.RUNNING
	if clock.phase == "met":
		return ClockState.MET_LATE if is_past_due else ClockState.MET
	return ClockState.CANCELLED if clock.phase == "cancelled" else ClockState.NOT_STARTED


@settings(max_examples=ORACLE_EXAMPLES)
@given(rules(), calendars(), histories(), st.lists(seconds_of_history, min_size=1, max_size=4))
def test_shows_what_a_clock_stepped_by_the_second_shows(
	rule: ClockRule, calendar: BusinessCalendar, events: list[ClockEvent], seconds: list[int]
) -> None:
	moments = {START + SECOND * second for second in seconds}
	for at, clock in stepped(rule, calendar, events, max(seconds) + 1):
		if at not in moments:
			continue
		reading = evaluate(rule, calendar, events, at)
		assert reading.state is expected_state(clock, rule)
		assert (reading.elapsed_seconds, reading.paused_seconds) == (clock.elapsed, clock.paused)
		assert reading.remaining_seconds == rule.target_seconds - clock.elapsed
		assert (reading.cycle, reading.started_at, reading.met_at) == (
			clock.cycle,
			clock.started_at,
			clock.met_at,
		)
		assert reading.breached_at == clock.breached_at
		if clock.breached_at:
			assert reading.due_at == clock.due_at


@given(rules(), calendars(), histories(), seconds_of_history)
def test_projects_what_will_come_if_nothing_happens(
	rule: ClockRule, calendar: BusinessCalendar, events: list[ClockEvent], second: int
) -> None:
	now = START + SECOND * second
	past = [event for event in events if event.at <= now]
	reading = evaluate(rule, calendar, events, now)
	last: Stepped | None = None
	for at, clock in stepped(rule, calendar, past):
		if at >= now and reading.next_change_at == at:
			assert clock.breached_at == at
		last = clock
	assert last is not None
	if reading.state is ClockState.RUNNING:
		within_horizon = last.breached_at is not None
		beyond = reading.next_change_at is None or reading.next_change_at >= START + SECOND * HORIZON_SECONDS
		assert reading.next_change_at == last.breached_at if within_horizon else beyond
		assert reading.due_at == last.due_at or not within_horizon
	else:
		assert reading.next_change_at is None


@given(rules(), calendars(), histories(), st.lists(seconds_of_history, max_size=5), seconds_of_history)
def test_events_that_no_rule_names_change_nothing(
	rule: ClockRule, calendar: BusinessCalendar, events: list[ClockEvent], notes: list[int], second: int
) -> None:
	with_notes = sorted(events, key=lambda event: event.at)
	for note in notes:
		at = START + SECOND * note
		before = [event for event in with_notes if event.at <= at]
		if before:
			with_notes.insert(len(before), ClockEvent(at, before[-1].category, IRRELEVANT))
	now = START + SECOND * second
	assert evaluate(rule, calendar, with_notes, now) == evaluate(rule, calendar, events, now)


@given(rules(), calendars(), histories(), seconds_of_history, seconds_of_history)
def test_paused_time_never_elapses(
	rule: ClockRule, calendar: BusinessCalendar, events: list[ClockEvent], second: int, more: int
) -> None:
	now = START + SECOND * second
	past = [event for event in events if event.at <= now]
	first, later = evaluate(rule, calendar, past, now), evaluate(rule, calendar, past, now + SECOND * more)
	passed = calendar.seconds_between(now, now + SECOND * more)
	assume(first.state is not ClockState.NOT_STARTED)
	elapsed = later.elapsed_seconds - first.elapsed_seconds
	paused = later.paused_seconds - first.paused_seconds
	is_running = first.state in (ClockState.RUNNING, ClockState.BREACHED) and not first.is_paused
	assert (elapsed, paused) == (passed if is_running else 0, passed if first.is_paused else 0)


@given(rules(), calendars(), histories(), seconds_of_history, st.integers(1, 60))
def test_another_target_keeps_what_elapsed_and_what_was_paused(
	rule: ClockRule, calendar: BusinessCalendar, events: list[ClockEvent], second: int, target: int
) -> None:
	now = START + SECOND * second
	other_rule = ClockRule(
		rule.kind,
		target,
		rule.starts_on,
		rule.meets_on,
		rule.pauses_in,
		rule.continues_on,
		rule.restarts_on,
		rule.cancels_in,
	)
	one, other = evaluate(rule, calendar, events, now), evaluate(other_rule, calendar, events, now)
	assert one.elapsed_seconds == other.elapsed_seconds
	assert one.paused_seconds == other.paused_seconds
	assert one.runs == other.runs


@given(rules(), calendars(), histories(), seconds_of_history, st.integers(1, 100))
def test_a_threshold_is_when_its_share_had_elapsed(
	rule: ClockRule, calendar: BusinessCalendar, events: list[ClockEvent], second: int, percent: int
) -> None:
	now = START + SECOND * second
	reading = evaluate(rule, calendar, events, now)
	at = reading.threshold_at(calendar, percent)
	wanted = -(-rule.target_seconds * percent // 100)
	if at is not None and at <= now:
		assert reading.elapsed_seconds >= wanted
		assert reading.started_at is not None
		assert at >= reading.started_at
	elif at is not None:
		past = [event for event in events if event.at <= now]
		assert evaluate(rule, calendar, past, at).elapsed_seconds == wanted
	elif reading.state is not ClockState.RUNNING and reading.started_at:
		assert reading.elapsed_seconds < wanted


@given(rules(), calendars(), histories(), seconds_of_history)
def test_what_elapsed_is_what_the_runs_say(
	rule: ClockRule, calendar: BusinessCalendar, events: list[ClockEvent], second: int
) -> None:
	now = START + SECOND * second
	reading = evaluate(rule, calendar, events, now)
	spent = [calendar.seconds_between(run.started_at, run.ended_at or now) for run in reading.runs]
	assert sum(spent) == reading.elapsed_seconds
	assert all(run.ended_at is not None for run in reading.runs[:-1])
	assert (sum(spent[:-1]) == reading.runs[-1].elapsed_before) if spent else reading.elapsed_seconds == 0
