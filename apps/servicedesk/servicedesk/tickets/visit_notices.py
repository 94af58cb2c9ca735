"""Who is told what about a visit: the customer's people of its date, place and specialist, the specialist of the work.

Times are written as the reader's own clock shows them, in the reader's language.
"""

from collections.abc import Callable
from typing import Any

import frappe

from servicedesk.domain.calendar_file import Appointment, calendar_file
from servicedesk.domain.field_visit import VisitState
from servicedesk.domain.notice_table import Recipient
from servicedesk.messaging.composition import CALENDAR_FILE
from servicedesk.messaging.outbox import Notice, sender_domain
from servicedesk.shared.compat import from_system, utc_now
from servicedesk.shared.people import full_name
from servicedesk.shared.plain_text import unshield
from servicedesk.shared.written_dates import written_period
from servicedesk.tickets.notices import told, told_to

# Who is nobody reads times as the portal's guests do.
GUEST = "Guest"


def planned(ticket: Any, visit: Any) -> list[Notice]:
	"""A new visit, once."""
	return [
		*told(ticket, "visit_planned", visit.name, _for_customer(visit)),
		*_assigned(ticket, visit, visit.name),
	]


def changed(ticket: Any, visit: Any, before: Any) -> list[Notice]:
	"""Another time, place or specialist; whoever does not go any more is told of that, too."""
	occasion = _occasion(visit)
	notices = [
		*told(ticket, "visit_changed", occasion, _for_customer(visit)),
		*_assigned(ticket, visit, occasion),
	]
	if before.specialist != visit.specialist:
		notices += _withdrawn(ticket, before, occasion)
	return notices


def cancelled(ticket: Any, visit: Any) -> list[Notice]:
	"""Nobody comes."""
	occasion = _occasion(visit)
	return [
		*told(ticket, "visit_cancelled", occasion, _for_customer(visit)),
		*_withdrawn(ticket, visit, occasion),
	]


def zone_of(user: str) -> str:
	"""The IANA zone in which somebody reads times: their own, or the portal's; of an address without account, a guest's."""
	own = frappe.get_cached_value("User", user or GUEST, "time_zone")
	return str(own or frappe.get_cached_doc("SD Settings").time_zone or "UTC")


def _occasion(visit: Any) -> str:
	return f"{visit.name}:{utc_now().isoformat()}"


def _assigned(ticket: Any, visit: Any, occasion: str) -> list[Notice]:
	values = _for_specialist(visit)
	return told_to(visit.specialist, ticket, "visit_assigned", occasion, values, unshield(visit.notes))


def _withdrawn(ticket: Any, visit: Any, occasion: str) -> list[Notice]:
	values = _for_specialist(visit, withdrawn=True)
	return told_to(visit.specialist, ticket, "visit_withdrawn", occasion, values)


def _for_customer(visit: Any) -> Callable[[Recipient], dict[str, str]]:
	return lambda recipient: {
		"visit_time": _written_time(visit, recipient),
		"place": unshield(visit.place),
		"specialist": full_name(visit.specialist),
		CALENDAR_FILE: _calendar_file(visit),
	}


def _for_specialist(visit: Any, *, withdrawn: bool = False) -> Callable[[Recipient], dict[str, str]]:
	contact = ", ".join(part for part in (visit.contact_person, visit.contact_phone) if part)
	customer = frappe.get_cached_value("SD Customer", visit.customer, "customer_name")
	return lambda recipient: {
		"visit_time": _written_time(visit, recipient),
		"place": unshield(visit.place),
		"requester": unshield(contact),
		"customer": customer or visit.customer,
		CALENDAR_FILE: _calendar_file(visit, cancelled=withdrawn, notes=unshield(visit.notes)),
	}


def _calendar_file(visit: Any, *, cancelled: bool = False, notes: str = "") -> str:
	"""The visit for the reader's own calendar: under one key, so that a moved one replaces what was sent before."""
	return calendar_file(
		Appointment(
			key=f"{visit.name}@{sender_domain()}",
			starts=from_system(visit.starts_at),
			ends=from_system(visit.ends_at),
			written=utc_now(),
			summary=unshield(visit.title),
			place=unshield(visit.place),
			notes=notes,
			cancelled=cancelled or visit.visit_state == str(VisitState.CANCELLED),
		)
	)


def _written_time(visit: Any, recipient: Recipient) -> str:
	starts, ends = from_system(visit.starts_at), from_system(visit.ends_at)
	return written_period(starts, ends, zone_of(recipient.user), recipient.language)
