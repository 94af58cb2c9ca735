"""A ticket's clocks as staff see them: read now, with the rule they follow."""

from typing import Any

from servicedesk.domain.durations import duration_text
from servicedesk.service_levels import clock_store
from servicedesk.shared.compat import to_system, utc_now
from servicedesk.tickets import history


def clock_overview(ticket: str) -> list[dict[str, Any]]:
	"""Every clock: label, mark, remaining and target as text, due time in the site's zone, SLA and calendar."""
	now = utc_now()
	events = history.clock_events(ticket)
	rows = []
	for row in clock_store.clocks_of(ticket):
		reading = clock_store.read(row, events, now)
		rows.append(
			{
				"label": row["label"],
				"mark": "paused" if reading.is_paused else str(reading.state),
				"remaining": duration_text(reading.remaining_seconds),
				"target": duration_text(reading.target_seconds),
				"due_at": to_system(reading.due_at) if reading.due_at else None,
				"sla": row["sla"],
				"calendar": row["calendar"],
			}
		)
	return rows
