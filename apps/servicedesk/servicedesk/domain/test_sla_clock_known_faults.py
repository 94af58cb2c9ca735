"""What other desks' clocks have been reported for, each under the number of its report."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from servicedesk.domain.business_calendar import BusinessCalendar, Interval
from servicedesk.domain.sla_clock import ClockEvent, ClockState, evaluate
from servicedesk.domain.sla_rules import resolution_rule
from servicedesk.domain.test_sla_clock import (
	ACTIVE,
	CUSTOMER,
	HOUR,
	JOURNEY,
	NEW,
	OFFICE,
	RESOLVE,
	RESOLVED,
	after,
	history,
	read,
)

# Minutes at which a ticket starts waiting and goes on again, at all hours of the day and of the week.
PAUSES = (45, 50, 600, 4000, 5555, 9999, 20_000, 60_000, 100_000, 333_333)


def test_helpdesk_1554_and_1675_a_paused_clock_does_not_run() -> None:
	events = history((0, NEW), (30, CUSTOMER))
	readings = [read(RESOLVE, events, minutes) for minutes in (30, 500, 50_000)]
	assert {reading.elapsed_seconds for reading in readings} == {30 * 60}
	assert {reading.state for reading in readings} == {ClockState.PAUSED}


def test_erpnext_47029_time_off_is_left_out_once() -> None:
	# Paused from 16:00 to 10:00 of the next day: of the pause only two hours were working time.
	events = history((0, NEW), (360, CUSTOMER), (24 * 60, ACTIVE))
	reading = read(resolution_rule(8 * HOUR), events, 24 * 60 + 30, OFFICE)
	assert reading.elapsed_seconds == 6.5 * HOUR
	assert reading.paused_seconds == 2 * HOUR
	assert reading.due_at == after(24 * 60 + 120)


def test_glpi_10594_a_weekend_is_not_added_to_a_pause() -> None:
	friday = 4 * 24 * 60
	events = history((friday, NEW), (friday + 60, CUSTOMER), (friday + 3 * 24 * 60, ACTIVE))
	reading = read(resolution_rule(8 * HOUR), events, friday + 3 * 24 * 60 + 60, OFFICE)
	assert reading.elapsed_seconds == 2 * HOUR
	assert reading.paused_seconds == 7 * HOUR


def test_glpi_6902_a_new_priority_keeps_what_elapsed_and_what_was_paused() -> None:
	normal, urgent = (read(resolution_rule(hours * HOUR), JOURNEY, 84) for hours in (8, 1))
	assert normal.elapsed_seconds == urgent.elapsed_seconds == 77 * 60
	assert normal.paused_seconds == urgent.paused_seconds == 7 * 60
	assert normal.due_at == after(480 + 7)
	# With the shorter target it was breached already, at its own minute and not now.
	assert (urgent.state, urgent.due_at) == (ClockState.BREACHED, after(60))


def test_zammad_a_ticket_reopened_after_long_is_not_escalated_at_once() -> None:
	week = 7 * 24 * 60
	reading = read(RESOLVE, history((0, NEW), (30, RESOLVED), (week, ACTIVE)), week)
	assert reading.state is ClockState.RUNNING
	assert reading.next_change_at == after(week + 90) + timedelta(seconds=1)


def test_itop_clocks_keep_office_hours_and_holidays() -> None:
	tuesday = date(2026, 11, 24)
	calendar = BusinessCalendar("UTC", OFFICE.weekly, {tuesday: ()})
	reading = read(resolution_rule(8 * HOUR), history((0, NEW)), 60, calendar)
	assert reading.due_at == after(2 * 24 * 60)


@pytest.mark.parametrize(
	("paused", "resumed", "elapsed_hours", "paused_hours"),
	[
		# Both ends of the pause outside working hours: Monday 20:00 to Tuesday 06:00.
		(600, 1200, 7 + 0.5, 0),
		# From before opening to after closing of the same day: the whole of Tuesday.
		(1260, 1980, 7 + 0.5, 8),
		# Over the weekend, from Friday's lunch to Monday's.
		(4 * 1440 + 120, 7 * 1440 + 120, 34 + 0.5, 8),
	],
)
def test_erpnext_47029_to_49414_a_pause_across_time_off_counts_its_working_time_once(
	paused: int, resumed: int, elapsed_hours: float, paused_hours: float
) -> None:
	events = history((0, NEW), (paused, CUSTOMER), (resumed, ACTIVE))
	# Half an hour of working time after the pause: at once, or from the next opening on.
	opening = OFFICE.next_opening(after(resumed))
	assert opening
	minutes = (opening - after(0)).total_seconds() / 60 + 30
	reading = read(resolution_rule(80 * HOUR), events, minutes, OFFICE)
	assert (reading.elapsed_seconds, reading.paused_seconds) == (elapsed_hours * HOUR, paused_hours * HOUR)


def test_helpdesk_and_erpnext_every_second_of_a_year_is_counted_in_one_place() -> None:
	# Elapsed and paused together are the working time since the start, whatever the pauses: nothing twice, nothing lost.
	events = history(
		(0, NEW), *((minutes, (CUSTOMER, ACTIVE)[turn % 2]) for turn, minutes in enumerate(PAUSES))
	)
	for minutes in range(0, 366 * 1440, 977):
		reading = read(resolution_rule(8 * HOUR), events, minutes, OFFICE)
		total = OFFICE.seconds_between(after(0), after(minutes))
		assert reading.elapsed_seconds + reading.paused_seconds == total


def test_zammad_each_reopening_gives_back_what_was_left_and_no_less() -> None:
	week = 7 * 24 * 60
	events = history((0, NEW), (30, RESOLVED), (week, ACTIVE), (week + 30, RESOLVED), (2 * week, ACTIVE))
	reading = read(RESOLVE, events, 2 * week)
	assert (reading.state, reading.elapsed_seconds) == (ClockState.RUNNING, 60 * 60)
	assert reading.breached_at is None
	assert reading.due_at == after(2 * week + 60)


def test_glpi_6902_a_new_priority_while_paused_keeps_the_pause() -> None:
	events = history((0, NEW), (30, CUSTOMER))
	normal, urgent = (read(resolution_rule(hours * HOUR), events, 90) for hours in (8, 1))
	assert normal.state is urgent.state is ClockState.PAUSED
	assert (urgent.elapsed_seconds, urgent.paused_seconds) == (30 * 60, 60 * 60)
	answered = [*events, *history((0, NEW), (90, ACTIVE))[1:]]
	assert read(resolution_rule(HOUR), answered, 91).due_at == after(90 + 30)


@pytest.mark.parametrize(
	("day", "real_hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25)], ids=["forward", "back"]
)
def test_daylight_saving_gives_and_takes_real_time_and_no_more(day: date, real_hours: int) -> None:
	# A desk that works around the clock in Sofia's time: the day on which clocks change is as long as it is.
	sofia = ZoneInfo("Europe/Sofia")
	around = BusinessCalendar("Europe/Sofia", {weekday: [Interval(0, 24 * HOUR)] for weekday in range(7)})
	midnight = datetime.combine(day, time(0), sofia)
	events = [ClockEvent(midnight, NEW, "created")]
	following = datetime.combine(day + timedelta(days=1), time(0), sofia)
	reading = evaluate(resolution_rule(100 * HOUR), around, events, following)
	assert reading.elapsed_seconds == real_hours * HOUR
	# Office hours of that Sunday are as long as ever, on either side of the change.
	office = BusinessCalendar("Europe/Sofia", {6: [Interval(9 * HOUR, 17 * HOUR)]})
	reading = evaluate(resolution_rule(8 * HOUR), office, events, following)
	assert (reading.elapsed_seconds, reading.state) == (8 * HOUR, ClockState.RUNNING)
	assert reading.due_at == datetime.combine(day, time(17), sofia)


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 28), 7), (date(2026, 10, 24), 9)])
def test_a_night_shift_over_the_change_of_clocks_is_as_long_as_the_night(day: date, hours: int) -> None:
	sofia = ZoneInfo("Europe/Sofia")
	nights = BusinessCalendar("Europe/Sofia", {5: [Interval(22 * HOUR, 30 * HOUR)]})
	events = [ClockEvent(datetime.combine(day, time(21), sofia), NEW, "created")]
	noon = datetime.combine(day + timedelta(days=1), time(12), sofia)
	reading = evaluate(resolution_rule(80 * HOUR), nights, events, noon)
	assert reading.elapsed_seconds == hours * HOUR


def test_half_a_holiday_is_worked_by_half_and_moves_what_is_due() -> None:
	tuesday = date(2026, 11, 24)
	calendar = BusinessCalendar("UTC", OFFICE.weekly, {tuesday: [Interval(9 * HOUR, 13 * HOUR)]})
	reading = read(resolution_rule(12 * HOUR), history((0, NEW)), 60, calendar)
	# Seven hours of Monday, four of Tuesday's morning, one of Wednesday.
	assert reading.due_at == after(2 * 24 * 60)
	holiday_night = BusinessCalendar(
		"UTC", {weekday: [Interval(22 * HOUR, 30 * HOUR)] for weekday in range(7)}, {tuesday: ()}
	)
	# The shift that starts on the holiday is off, with its hours after midnight; the one before it is worked to its end.
	reading = read(resolution_rule(80 * HOUR), history((0, NEW)), 3 * 24 * 60, holiday_night)
	assert reading.elapsed_seconds == 2 * 8 * HOUR
