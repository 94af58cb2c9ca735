"""What other desks' clocks have been reported for, each under the number of its report."""

from datetime import date, timedelta

from servicedesk.domain.business_calendar import BusinessCalendar
from servicedesk.domain.sla_clock import ClockState
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
