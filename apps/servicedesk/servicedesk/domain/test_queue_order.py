"""The queue against the manual's own words: behind the last case of the same or a higher urgency."""

from datetime import datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain.queue_order import LAST_RANK, QueueEntry, ordered, place_of, rank_of

START = datetime(2026, 11, 23, 10, tzinfo=timezone.utc)
CRITICAL, URGENT, STANDARD = 1, 2, 3


def entry(serial: int, rank: int, minutes: int) -> QueueEntry:
	return QueueEntry(name(serial), rank, START + timedelta(minutes=minutes))


def name(serial: int) -> str:
	return f"HELP-{serial:04}"


def test_a_standard_case_waits_for_all_critical_and_urgent_and_earlier_standard_ones() -> None:
	queue = [entry(1, STANDARD, 0), entry(2, STANDARD, 1), entry(3, URGENT, 2), entry(4, CRITICAL, 3)]
	assert [waiting.ticket for waiting in ordered(queue)] == [name(4), name(3), name(1), name(2)]
	assert place_of(name(2), queue) == 4
	assert place_of(name(4), queue) == 1
	assert place_of(name(5), queue) is None


def test_the_time_of_categorising_counts_and_not_the_number() -> None:
	queue = ordered([entry(1, STANDARD, 9), entry(2, STANDARD, 5)])
	assert [waiting.ticket for waiting in queue] == [name(2), name(1)]


def test_equal_times_go_by_name() -> None:
	queue = ordered([entry(2, STANDARD, 5), entry(1, STANDARD, 5)])
	assert [waiting.ticket for waiting in queue] == [name(1), name(2)]


def test_a_level_is_a_rank_and_an_unknown_one_the_last() -> None:
	assert [rank_of(level) for level in (1, 4, None, 0, -3, 5_000)] == [
		1,
		4,
		LAST_RANK,
		LAST_RANK,
		1,
		LAST_RANK,
	]


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(0, 5)), max_size=30))
def test_the_order_is_the_one_of_the_manual(cases: list[tuple[int, int]]) -> None:
	entries = [entry(serial, rank, minutes) for serial, (rank, minutes) in enumerate(cases, start=1)]
	queue: list[QueueEntry] = []
	for arriving in sorted(entries, key=lambda waiting: (waiting.queued_at, waiting.ticket)):
		ahead = [position for position, waiting in enumerate(queue, 1) if waiting.rank <= arriving.rank]
		queue.insert(max(ahead, default=0), arriving)
	assert ordered(entries) == queue
	assert [place_of(waiting.ticket, entries) for waiting in queue] == list(range(1, len(queue) + 1))
