"""What a ticket's end does to its visits, and what any change of a visit leaves in the ticket's history."""

from typing import Any

from servicedesk.domain.field_visit import VisitState
from servicedesk.domain.lifecycle import StateCategory, is_final
from servicedesk.messaging.outbox import queue
from servicedesk.shared.compat import to_system, utc_now
from servicedesk.tickets import clocks, history, visit_calendar, visit_notices

# As the framework writes times, in the site's zone: whoever shows the entry to people reads its beginning.
TIME_FORM = "%Y-%m-%d %H:%M"
TIME_LENGTH = len("2026-11-25 10:00")


def follow(ticket: Any) -> None:
	"""Call off the visits of a ticket that has just ended: nobody drives to where nothing is to be done.

	Whoever ends a ticket, a customer perhaps, does this with it, whatever their own rights on visits. One statement
	at a ticket's end, none at any other save.
	"""
	before = ticket.get_doc_before_save()
	if not before or before.state_category == ticket.state_category:
		return
	if not is_final(StateCategory(ticket.state_category)):
		return
	for visit in visit_calendar.open_visits_whole(ticket.name):
		# query-in-loop: a ticket has one open visit, rarely two
		visit.db_set({"visit_state": str(VisitState.CANCELLED), "ended_at": to_system(utc_now())})
		note(visit, ticket)
		queue(visit_notices.cancelled(ticket, visit))


def note(visit: Any, ticket: Any) -> None:
	"""The visit as it is now, in the ticket's history, which the customer reads too: nothing internal in it."""
	times = f"{visit.starts_at:{TIME_FORM}} – {visit.ends_at:{TIME_FORM}}"
	event = history.Event(
		history.VISIT, utc_now(), ticket.state_category, to_value=visit.visit_state, detail=times
	)
	history.append(ticket.name, [event])
	ticket.db_set("last_activity_at", to_system(event.at), update_modified=False)
	clocks.follow(ticket, ticket, [event], event.at)
