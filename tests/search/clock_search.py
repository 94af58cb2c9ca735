"""Random calendars and histories, as many as asked for, against a count of every single second.

Command (repository root): env/bin/python tests/search/clock_search.py [--cases 1000000] [--seed 1]

What the property tests beside `domain` look for with hypothesis, thousands of times as often: without hypothesis, which
takes longer for making up a case than the rules take for answering it. The calendars' windows lie where clocks change,
where a year ends and where nothing happens. What is open is asked of the wall clock of each second; what a clock shows,
of one that is stepped by the second (`test_sla_clock_properties`). Prints how far it came, stops at the first fault.
"""

import argparse
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from servicedesk.domain.business_calendar import BusinessCalendar, Interval
from servicedesk.domain.lifecycle import StateCategory
from servicedesk.domain.sla_clock import ClockEvent, ClockReading, ClockRule, Trigger, evaluate
from servicedesk.domain.test_business_calendar_properties import TURNING_POINTS, ZONES, oracle_is_open
from servicedesk.domain.test_sla_clock_properties import Stepped, expected_state, happen

SECOND = timedelta(seconds=1)
DAY = 86_400
WINDOW, HISTORY = 400, 150
CASES_OF_A_CALENDAR = 200
CATEGORIES = tuple(StateCategory)
EVENTS = ("created", "public_reply", "customer_reply")
REPORT_EACH = 100_000


@dataclass(frozen=True)
class Window:
	"""A calendar with the seconds in which it is open, from `start` on; `before` counts them up to each second."""

	calendar: BusinessCalendar
	start: datetime
	is_open: Sequence[bool]
	before: Sequence[int]


def windows(chance: random.Random) -> Iterator[Window]:
	"""Random calendars, each with a stretch of time in which its hours begin and end."""
	while True:
		zone = chance.choice(ZONES)
		start = chance.choice(TURNING_POINTS) + SECOND * (
			chance.randrange(-DAY, DAY) if chance.random() < 0.5 else -60
		)
		calendar = _calendar(chance, zone, start)
		zone_info = ZoneInfo(zone)
		is_open = [
			oracle_is_open(zone_info, calendar.weekly, calendar.holidays, start + SECOND * second)
			for second in range(WINDOW)
		]
		before = [0]
		for opened in is_open:
			before.append(before[-1] + opened)
		yield Window(calendar, start, is_open, before)


def _calendar(chance: random.Random, zone: str, start: datetime) -> BusinessCalendar:
	"""Hours of seconds on the days around the window, some of them past midnight; perhaps a holiday there."""
	local = start.astimezone(ZoneInfo(zone))
	weekly: dict[int, list[Interval]] = {}
	for _row in range(chance.randint(1, 6)):
		day = local + timedelta(days=chance.choice((0, 0, 0, 1, -1)))
		weekly.setdefault(day.weekday(), []).append(_interval(chance, local))
	holidays: dict[date, list[Interval]] = {}
	if chance.random() < 0.3:
		day = local + timedelta(days=chance.choice((0, 1, -1)))
		holidays[day.date()] = [_interval(chance, local) for _row in range(chance.randint(0, 2))]
	return BusinessCalendar(zone, weekly, holidays)


def _interval(chance: random.Random, local: datetime) -> Interval:
	second = local.hour * 3600 + local.minute * 60 + local.second
	begins = (second + chance.randrange(-3600 if chance.random() < 0.3 else -60, WINDOW)) % DAY
	longest = 2 * DAY - begins
	return Interval(
		begins, begins + min(longest, chance.choice((chance.randint(1, 90), chance.randint(1, DAY))))
	)


def _rule(chance: random.Random) -> ClockRule:
	return ClockRule(
		"any",
		chance.randint(1, 90),
		starts_on=frozenset({Trigger(event="created")}) if chance.random() < 0.6 else _triggers(chance, 1),
		meets_on=_triggers(chance, 1),
		pauses_in=frozenset(chance.sample(CATEGORIES, chance.randint(0, 3))),
		continues_on=_triggers(chance, 0),
		restarts_on=_triggers(chance, 0),
		cancels_in=frozenset(chance.sample(CATEGORIES, chance.randint(0, 2))),
	)


def _triggers(chance: random.Random, fewest: int) -> frozenset[Trigger]:
	made = []
	for _trigger in range(chance.randint(fewest, 3)):
		by_event = chance.random() < 0.5
		made.append(Trigger(event=chance.choice(EVENTS)) if by_event else Trigger(chance.choice(CATEGORIES)))
	return frozenset(made)


def _history(chance: random.Random, start: datetime) -> list[tuple[int, ClockEvent]]:
	entries = [(chance.randint(0, 10), chance.choice(CATEGORIES), "created")]
	for _entry in range(chance.randint(0, 8)):
		entries.append((chance.randint(0, HISTORY), chance.choice(CATEGORIES), chance.choice(EVENTS)))
	entries.sort(key=lambda entry: entry[0])
	return [
		(second, ClockEvent(start + SECOND * second, category, event)) for second, category, event in entries
	]


def stepped(
	window: Window, rule: ClockRule, history: Sequence[tuple[int, ClockEvent]], until: int
) -> Stepped:
	"""A clock that was stepped second by second, as it stands at the end."""
	clock = Stepped()
	position = 0
	for second in range(until + 1):
		while position < len(history) and history[position][0] == second:
			happen(clock, rule, history[position][1])
			position += 1
		if clock.elapsed >= rule.target_seconds and clock.due_at is None:
			clock.due_at = window.start + SECOND * second
		if clock.elapsed > rule.target_seconds and clock.breached_at is None:
			clock.breached_at = window.start + SECOND * second
		if second < until and clock.phase == "going" and window.is_open[second]:
			if clock.category in rule.pauses_in:
				clock.paused += 1
			else:
				clock.elapsed += 1
	return clock


def fault_of_clock(window: Window, chance: random.Random) -> str:
	"""Compare one random clock; empty when both show the same."""
	rule, history = _rule(chance), _history(chance, window.start)
	now = chance.randint(0, HISTORY)
	clock = stepped(window, rule, [entry for entry in history if entry[0] <= now], now)
	reading = evaluate(
		rule, window.calendar, [event for _second, event in history], window.start + SECOND * now
	)
	expected = (
		expected_state(clock, rule), clock.elapsed, clock.paused, clock.cycle, clock.started_at, clock.met_at,
		clock.breached_at,
	)  # fmt: skip
	if expected != _shown(reading):
		return f"{rule}\n{history}\nat second {now}: {_shown(reading)}, should be {expected}"
	if clock.breached_at and reading.due_at != clock.due_at:
		return f"{rule}\n{history}\nat second {now}: due {reading.due_at}, should be {clock.due_at}"
	return ""


def _shown(reading: ClockReading) -> tuple[object, ...]:
	return (
		reading.state, reading.elapsed_seconds, reading.paused_seconds, reading.cycle, reading.started_at,
		reading.met_at, reading.breached_at,
	)  # fmt: skip


def fault_of_calendar(window: Window, chance: random.Random) -> str:
	"""Compare working time between two seconds of the window, forwards and backwards; empty when it agrees."""
	first, last = sorted((chance.randint(0, WINDOW), chance.randint(0, WINDOW)))
	expected = window.before[last] - window.before[first]
	start, end = window.start + SECOND * first, window.start + SECOND * last
	found = window.calendar.seconds_between(start, end)
	if found != expected:
		return f"between {start} and {end}: {found}, should be {expected}"
	reached = window.calendar.add_seconds(start, expected)
	if reached is None or reached > end or window.calendar.seconds_between(start, reached) != expected:
		return f"{expected} s after {start}: {reached}, should be {end} at the latest"
	return ""


def search(cases: int, seed: int) -> str:
	"""Look at that many random cases; return the first fault."""
	chance = random.Random(seed)  # noqa: S311 - cases that can be had again, no secrets
	began, made = time.monotonic(), windows(chance)
	window = next(made)
	for case in range(cases):
		if case % CASES_OF_A_CALENDAR == 0:
			window = next(made)
		fault = fault_of_clock(window, chance) or fault_of_calendar(window, chance)
		if fault:
			return f"case {case} of seed {seed}: {window.calendar} from {window.start}\n{fault}"
		if (case + 1) % REPORT_EACH == 0:
			took = f"{time.monotonic() - began:.0f} s, {time.process_time():.0f} s of the processor"
			sys.stdout.write(f"{case + 1} cases in {took}\n")
			sys.stdout.flush()
	return ""


def main() -> int:
	"""Search as asked; exit status 1 for a fault."""
	parser = argparse.ArgumentParser(description="Search for a fault of calendars and clocks.")
	parser.add_argument("--cases", type=int, default=1_000_000)
	parser.add_argument("--seed", type=int, default=1)
	asked = parser.parse_args()
	fault = search(asked.cases, asked.seed)
	sys.stdout.write(f"{fault or 'no fault'}\n")
	return 1 if fault else 0


if __name__ == "__main__":
	sys.exit(main())
