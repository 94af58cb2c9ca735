"""Clocks by example: the journey of the edi-provider's manual, then each rule by itself."""

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone

from servicedesk.domain.business_calendar import BusinessCalendar, Interval
from servicedesk.domain.lifecycle import StateCategory
from servicedesk.domain.sla_clock import ClockEvent, ClockReading, ClockRule, ClockState, evaluate
from servicedesk.domain.sla_rules import (
	Reopening,
	happening,
	next_reply_rule,
	resolution_rule,
	take_over_rule,
	triage_rule,
)

NEW = StateCategory.NEW
ACTIVE = StateCategory.ACTIVE
CUSTOMER = StateCategory.WAITING_FOR_CUSTOMER
OTHERS = StateCategory.WAITING_FOR_OTHERS
RESOLVED = StateCategory.RESOLVED
CLOSED = StateCategory.CLOSED
CANCELLED = StateCategory.CANCELLED

HOUR = 3600
TAKE_OVER = take_over_rule(30 * 60)
RESOLVE = resolution_rule(2 * HOUR)
AROUND_THE_CLOCK = BusinessCalendar.always_open()
OFFICE = BusinessCalendar("UTC", {weekday: [Interval(9 * HOUR, 17 * HOUR)] for weekday in range(5)})
# A Monday.
START = datetime(2026, 11, 23, 10, tzinfo=timezone.utc)


def after(minutes: float) -> datetime:
	return START + timedelta(minutes=minutes)


def history(*entries: tuple[float, StateCategory] | tuple[float, StateCategory, str]) -> list[ClockEvent]:
	"""Return events from (minutes after the start, category[, event]); the first is the creation."""
	events: list[ClockEvent] = []
	for minutes, category, *name in entries:
		default = "transition" if events else "created"
		events.append(ClockEvent(after(minutes), category, name[0] if name else default))
	return events


def read(
	rule: ClockRule,
	events: Sequence[ClockEvent],
	minutes: float,
	calendar: BusinessCalendar = AROUND_THE_CLOCK,
) -> ClockReading:
	return evaluate(rule, calendar, events, after(minutes))


# The journey of the edi-provider's manual, with the minutes of its screens.
JOURNEY = history(
	(0, NEW),
	(15, ACTIVE),
	(74, CUSTOMER),
	(81, NEW, "customer_reply"),
	(82, ACTIVE),
	(85, OTHERS),
	(105, ACTIVE),
	(115, RESOLVED),
	(125, CLOSED),
)


def test_manual_take_over_runs_until_somebody_takes_the_ticket() -> None:
	running = read(TAKE_OVER, JOURNEY, 10)
	assert running.state is ClockState.RUNNING
	assert running.remaining_seconds == 20 * 60
	assert running.due_at == after(30)
	met = read(TAKE_OVER, JOURNEY, 20)
	assert met.state is ClockState.MET
	assert met.met_at == after(15)
	assert met.remaining_seconds == 15 * 60
	assert met.due_at is met.next_change_at is None


def test_manual_take_over_does_not_come_back_with_the_customers_answer() -> None:
	assert read(TAKE_OVER, JOURNEY, 81.5) == read(TAKE_OVER, JOURNEY, 20)


def test_manual_resolution_stands_while_the_customer_is_asked() -> None:
	paused = read(RESOLVE, JOURNEY, 80)
	assert paused.state is ClockState.PAUSED
	assert paused.is_paused
	assert paused.remaining_seconds == 46 * 60
	assert paused.paused_seconds == 6 * 60
	assert paused.due_at is paused.next_change_at is None


def test_manual_resolution_goes_on_with_the_answer() -> None:
	running = read(RESOLVE, JOURNEY, 84)
	assert running.state is ClockState.RUNNING
	assert running.remaining_seconds == 43 * 60
	assert running.paused_seconds == 7 * 60
	assert running.due_at == after(120 + 7)


def test_manual_resolution_stands_while_others_are_asked_and_is_met_when_solved() -> None:
	assert read(RESOLVE, JOURNEY, 90).state is ClockState.PAUSED
	for minutes in (115, 120, 125, 10_000):
		solved = read(RESOLVE, JOURNEY, minutes)
		assert solved.state is ClockState.MET
		assert solved.met_at == after(115)
		assert solved.elapsed_seconds == (115 - 7 - 20) * 60
		assert not solved.is_paused


def test_manual_triage_within_an_hour() -> None:
	events = history((0, NEW), (61, NEW, "categorised"))
	assert read(triage_rule(HOUR), events, 60).state is ClockState.RUNNING
	assert read(triage_rule(HOUR), events, 70).state is ClockState.MET_LATE


def test_before_its_start_a_clock_shows_its_target() -> None:
	for events in ([], history((5, NEW))):
		reading = read(RESOLVE, events, 0)
		assert reading == ClockReading(ClockState.NOT_STARTED, 2 * HOUR)
		assert reading.remaining_seconds == 2 * HOUR
		assert reading.threshold_at(AROUND_THE_CLOCK, 50) is None


def test_exactly_the_target_is_in_time_and_a_second_more_is_not() -> None:
	events = history((0, NEW))
	due = read(RESOLVE, events, 120)
	assert (due.state, due.remaining_seconds, due.due_at) == (ClockState.RUNNING, 0, after(120))
	assert due.next_change_at == after(120) + timedelta(seconds=1)
	assert read(RESOLVE, history((0, NEW), (120, RESOLVED)), 130).state is ClockState.MET

	late = evaluate(RESOLVE, AROUND_THE_CLOCK, events, due.next_change_at)
	assert (late.state, late.remaining_seconds, late.due_at) == (ClockState.BREACHED, -1, after(120))
	assert late.breached_at == due.next_change_at
	assert late.next_change_at is None


def test_breach_is_a_fact_whatever_comes_after() -> None:
	events = history((0, NEW), (121, CUSTOMER), (200, ACTIVE), (210, RESOLVED))
	breached_at = after(120) + timedelta(seconds=1)
	paused = read(RESOLVE, events, 150)
	assert (paused.state, paused.is_paused) == (ClockState.BREACHED, True)
	met = read(RESOLVE, events, 300)
	assert (met.state, met.met_at) == (ClockState.MET_LATE, after(210))
	for reading in (paused, met):
		assert (reading.breached_at, reading.due_at) == (breached_at, after(120))
		assert reading.next_change_at is None


def test_a_target_used_up_at_closing_time_is_breached_at_the_next_opening() -> None:
	# 16:00 to 17:00 is one hour; the office opens again at 9:00.
	events = history((6 * 60, NEW))
	evening = read(resolution_rule(HOUR), events, 10 * 60, OFFICE)
	assert (evening.state, evening.due_at) == (ClockState.RUNNING, after(7 * 60))
	assert evening.next_change_at == after(23 * 60) + timedelta(seconds=1)
	assert read(resolution_rule(HOUR), events, 23 * 60, OFFICE).state is ClockState.RUNNING


def test_due_in_a_calendar_that_never_opens_is_never() -> None:
	never = BusinessCalendar("UTC", {})
	reading = read(RESOLVE, history((0, NEW)), 10_000, never)
	assert (reading.state, reading.due_at, reading.next_change_at) == (ClockState.RUNNING, None, None)


def test_reopened_goes_on_with_what_had_elapsed() -> None:
	events = history((0, NEW), (60, RESOLVED), (600, ACTIVE))
	reading = read(RESOLVE, events, 610)
	assert (reading.state, reading.elapsed_seconds, reading.met_at) == (ClockState.RUNNING, 70 * 60, None)
	assert (reading.started_at, reading.due_at, reading.cycle) == (START, after(660), 1)


def test_reopened_after_a_late_solution_is_breached_still() -> None:
	events = history((0, NEW), (130, RESOLVED), (600, ACTIVE))
	reading = read(RESOLVE, events, 610)
	assert (reading.state, reading.breached_at) == (ClockState.BREACHED, after(120) + timedelta(seconds=1))


def test_reopened_begins_anew_where_the_rule_says_so() -> None:
	events = history((0, NEW), (10, CUSTOMER), (130, ACTIVE), (260, RESOLVED), (600, CUSTOMER), (610, ACTIVE))
	rule = resolution_rule(2 * HOUR, Reopening.RESTART)
	assert read(rule, events, 300).state is ClockState.MET_LATE
	reading = read(rule, events, 620)
	assert (reading.state, reading.elapsed_seconds, reading.paused_seconds) == (
		ClockState.RUNNING,
		10 * 60,
		10 * 60,
	)
	assert (reading.started_at, reading.due_at, reading.cycle) == (after(600), after(730), 2)
	assert reading.breached_at is None


def test_reopened_stays_met_where_the_rule_says_so() -> None:
	events = history((0, NEW), (60, RESOLVED), (600, ACTIVE))
	reading = read(resolution_rule(2 * HOUR, Reopening.IGNORE), events, 1000)
	assert (reading.state, reading.elapsed_seconds) == (ClockState.MET, 60 * 60)


def test_next_reply_runs_for_each_question_from_its_first_message() -> None:
	rule = next_reply_rule(HOUR)
	events = history(
		(0, NEW),
		(5, NEW, "customer_reply"),
		(20, ACTIVE, "public_reply"),
		(100, ACTIVE, "customer_reply"),
		(110, ACTIVE, "customer_reply"),
		(130, ACTIVE, "public_reply"),
	)
	assert read(rule, events, 50).elapsed_seconds == 20 * 60
	waiting = read(rule, events, 120)
	assert (waiting.state, waiting.due_at, waiting.cycle) == (ClockState.RUNNING, after(160), 2)
	assert read(rule, events, 140).met_at == after(130)


def test_a_cancelled_ticket_has_no_clock_running_until_it_is_opened_again() -> None:
	events = history((0, NEW), (10, CANCELLED), (20, CLOSED), (600, NEW))
	for minutes in (10, 30):
		reading = read(RESOLVE, events, minutes)
		assert (reading.state, reading.elapsed_seconds) == (ClockState.CANCELLED, 10 * 60)
		assert reading.due_at is None
	assert read(RESOLVE, events, 605).elapsed_seconds == 15 * 60
	assert read(TAKE_OVER, events, 605).state is ClockState.RUNNING


def test_cancelled_from_the_start_and_opened_later() -> None:
	events = history((0, CANCELLED), (10, NEW))
	assert read(RESOLVE, events, 5).state is ClockState.CANCELLED
	assert read(RESOLVE, events, 15).elapsed_seconds == 5 * 60


def test_a_clock_that_had_not_started_may_start_after_a_cancellation() -> None:
	rule = ClockRule("callback", HOUR, happening("callback_asked"), happening("called_back"))
	events = history((0, NEW), (5, CANCELLED), (10, NEW), (20, ACTIVE, "callback_asked"))
	assert read(rule, events, 7).state is ClockState.CANCELLED
	assert read(rule, events, 15).state is ClockState.NOT_STARTED
	assert read(rule, events, 30).elapsed_seconds == 10 * 60


def test_a_met_clock_is_not_called_off() -> None:
	events = history((0, NEW), (10, ACTIVE), (20, CANCELLED))
	assert read(TAKE_OVER, events, 30).state is ClockState.MET


def test_what_is_met_at_once_took_no_time() -> None:
	# The agent opens a ticket on the telephone and has it at once.
	reading = read(TAKE_OVER, history((0, ACTIVE)), 10)
	assert (reading.state, reading.elapsed_seconds, reading.met_at) == (ClockState.MET, 0, START)


def test_met_while_paused() -> None:
	reading = read(RESOLVE, history((0, NEW), (10, CUSTOMER), (500, RESOLVED)), 600)
	assert (reading.state, reading.elapsed_seconds) == (ClockState.MET, 10 * 60)
	assert reading.paused_seconds == 490 * 60


def test_history_in_any_order_and_several_events_at_one_instant() -> None:
	assert read(RESOLVE, JOURNEY[::-1], 110) == read(RESOLVE, JOURNEY, 110)
	# Of one instant, the order given counts: the ticket is left active.
	there_and_back = history((0, NEW), (10, CUSTOMER), (10, ACTIVE))
	assert read(RESOLVE, there_and_back, 20).state is ClockState.RUNNING
	assert read(RESOLVE, there_and_back, 20).paused_seconds == 0


def test_what_is_yet_to_come_does_not_count() -> None:
	assert read(RESOLVE, JOURNEY, 70) == read(RESOLVE, JOURNEY[:2], 70)


def test_thresholds_past_and_to_come() -> None:
	running = read(RESOLVE, JOURNEY, 84)
	assert running.threshold_at(AROUND_THE_CLOCK, 0) == START
	assert running.threshold_at(AROUND_THE_CLOCK, 50) == after(60)
	assert running.threshold_at(AROUND_THE_CLOCK, 75) == after(97)
	assert running.threshold_at(AROUND_THE_CLOCK, 150) == after(187)
	assert running.reached_at(AROUND_THE_CLOCK, 2 * HOUR - 15 * 60) == after(112)
	paused = read(RESOLVE, JOURNEY, 90)
	assert paused.threshold_at(AROUND_THE_CLOCK, 50) == after(60)
	assert paused.threshold_at(AROUND_THE_CLOCK, 75) is None
	assert read(resolution_rule(3), JOURNEY, 0).threshold_at(AROUND_THE_CLOCK, 50) == after(2 / 60)
	assert read(RESOLVE, JOURNEY, 0).reached_at(AROUND_THE_CLOCK, -5) == START
