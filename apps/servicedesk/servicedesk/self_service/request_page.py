"""One request as its customer sees it: details, clocks, activity, and what may be done now."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import frappe
from frappe import _
from frappe.utils.html_utils import clean_html

from servicedesk.catalogue.record_options import category_tree
from servicedesk.domain.durations import duration_text
from servicedesk.domain.lifecycle import StateCategory, customer_may_comment, is_open
from servicedesk.domain.sla_clock import ClockState
from servicedesk.self_service.file_rules import FileRules, file_rules
from servicedesk.self_service.formatting import file_size, moment, moment_iso, own_words, span
from servicedesk.self_service.reading import readable, title_of
from servicedesk.self_service.report_address import report_address
from servicedesk.self_service.request_visits import VisitView, change_text, visits_of
from servicedesk.service_levels import clock_store
from servicedesk.shared.compat import utc_now
from servicedesk.shared.people import full_name
from servicedesk.shared.plain_text import unshield
from servicedesk.tickets import amendment, feedback, history, queue_place, states
from servicedesk.tickets.attachments import files_of
from servicedesk.tickets.conversation import messages_of

SHOWN_EVENTS = (history.CREATED, history.STATE_CHANGED, history.EDITED, history.VISIT, history.MERGED)
IMAGES = (".png", ".jpg", ".jpeg", ".gif", ".webp")


@dataclass(frozen=True)
class Attachment:
	"""A file to open."""

	name: str
	address: str
	size: str
	image: bool


@dataclass(frozen=True)
class Activity:
	"""An entry of the activity: a change of state, or a message with its files."""

	kind: str
	at: datetime
	when: str
	when_iso: str
	author: str
	mine: bool
	text: str = ""
	html: str = ""
	files: list[Attachment] = field(default_factory=list)


@dataclass(frozen=True)
class ClockView:
	"""A clock with its mark. `running` clocks tick in the browser, from `remaining_seconds`."""

	label: str
	target: str
	remaining: str
	remaining_seconds: int
	state: str
	mark: str
	running: bool


@dataclass(frozen=True)
class Step:
	"""Something that may be done now; `asks` for a message where the workflow demands one."""

	action: str
	label: str
	asks: bool


@dataclass(frozen=True)
class RequestPage:
	"""All that the page shows. `waiting_reason` is empty unless the request waits; `workaround` goes until a solution."""

	number: str
	subject: str
	state: str
	category: str
	queue: str
	waiting_reason: str
	details: list[tuple[str, str]]
	clocks: list[ClockView]
	visits: list[VisitView]
	merged_into: str
	activity: list[Activity]
	files: list[Attachment]
	participants: list[tuple[str, bool]]
	actions: list[Step]
	workaround: str
	resolution: str
	may_edit: bool
	may_comment: bool
	new_request: str
	may_rate: bool
	rating: int
	rating_message: str
	muted: bool
	is_participant: bool
	version: str
	comment_key: str
	file_rules: FileRules


def request_page(number: str) -> RequestPage:
	"""The page of one request; raises PageDoesNotExistError for whoever may not see it."""
	ticket = readable("SD Ticket", number)
	files = files_of(ticket.name)
	events = history.entries(ticket.name)
	user = frappe.session.user
	mine = next((row for row in ticket.participants if row.user == user), None)
	category = StateCategory(ticket.state_category)
	return RequestPage(
		number=ticket.name,
		subject=unshield(ticket.subject),
		state=ticket.workflow_state,
		category=ticket.state_category,
		queue=_place_in_queue(ticket),
		waiting_reason=unshield(ticket.waiting_reason),
		details=_details(ticket),
		clocks=_clocks(ticket, events),
		visits=visits_of(ticket.name),
		merged_into=ticket.merged_into or "",
		activity=_activity(ticket, events, files),
		files=[_attachment(file) for file in files if not file.message],
		participants=[(full_name(row.user), row.user == ticket.requester) for row in ticket.participants],
		actions=[
			Step(row.action, own_words(row.action), bool(row.get("sd_requires")))
			for row in states.buttons(ticket)
		],
		workaround=unshield(ticket.workaround) if is_open(category) else "",
		resolution=unshield(ticket.resolution),
		may_edit=amendment.may_edit(ticket, user),
		may_comment=customer_may_comment(category),
		new_request=report_address(service=ticket.service, equipment=ticket.equipment),
		may_rate=feedback.may_rate(ticket, user),
		rating=ticket.rating or 0,
		rating_message=unshield(ticket.rating_message),
		muted=bool(mine and mine.muted),
		is_participant=mine is not None,
		version=moment_iso(ticket.last_activity_at),
		comment_key=frappe.generate_hash(length=20),
		file_rules=file_rules(),
	)


def _place_in_queue(ticket: Any) -> str:
	"""The request's place among those that wait, in words; "" when it does not wait (software-vendor 9)."""
	place = queue_place.place(ticket)
	if not place:
		return ""
	if place.or_later:
		return _("In the queue, behind {0} others or more").format(queue_place.MOST_COUNTED)
	return _("Your place in the queue: {0}").format(place.number)


def _details(ticket: Any) -> list[tuple[str, str]]:
	rows = [(own_words(answer.label), answer.value) for answer in ticket.answers if answer.value]
	if not rows and ticket.description:
		rows.append((_("Description"), ticket.description))
	rows += [
		(_("Requester"), full_name(ticket.requester)),
		(_("Channel"), _(ticket.channel)),
		# What the customer chose stands among the answers; this is what the desk made of it.
		(_("Category"), category_tree().label(ticket.category or "") if ticket.categorised_at else ""),
		(_("Service"), ticket.service or ""),
		(_("Contract"), ticket.contract or ""),
		(_("Equipment"), title_of("SD Equipment", ticket.equipment, "title")),
		(_("Priority"), ticket.priority or ""),
		(_("Raised"), moment(ticket.raised_at)),
		(_("Handled by"), full_name(ticket.agent)),
	]
	return [(label, unshield(value)) for label, value in rows if value]


def _clocks(ticket: Any, entries: list[Any]) -> list[ClockView]:
	rows = [row for row in clock_store.clocks_of(ticket.name) if row["shown_to_customer"]]
	if not rows:
		return []
	now = utc_now()
	events = history.read_by_clocks(entries)
	return [_clock(row, clock_store.read(row, events, now)) for row in rows]


def _clock(row: Any, reading: Any) -> ClockView:
	mark = "paused" if reading.is_paused else str(reading.state)
	return ClockView(
		label=own_words(row["label"]),
		target=span(reading.target_seconds),
		remaining=duration_text(reading.remaining_seconds),
		remaining_seconds=reading.remaining_seconds,
		state=clock_label(mark),
		mark=mark,
		running=not reading.is_paused and reading.state in (ClockState.RUNNING, ClockState.BREACHED),
	)


def clock_label(mark: str) -> str:
	"""A clock's mark in words."""
	return {
		"not_started": _("Not started"),
		"running": _("Running"),
		"paused": _("Paused"),
		"breached": _("Breached"),
		"met": _("Met"),
		"met_late": _("Met late"),
		"cancelled": _("Cancelled"),
	}[mark]


def _activity(ticket: Any, events: list[Any], files: list[Any]) -> list[Activity]:
	"""Messages and changes of state, newest first."""
	by_message: dict[str, list[Attachment]] = {}
	for file in files:
		by_message.setdefault(file.message or "", []).append(_attachment(file))
	entries = [_message(row, by_message.get(row.name, [])) for row in messages_of(ticket.name)]
	entries += [_state_change(row) for row in events if _is_shown(row)]
	return sorted(entries, key=lambda entry: entry.at, reverse=True)


def _message(row: Any, files: list[Attachment]) -> Activity:
	at = row.communication_date or row.creation
	return Activity(
		kind="message",
		at=at,
		when=moment(at),
		when_iso=moment_iso(at),
		author=row.sender_full_name or full_name(row.user),
		mine=row.sent_or_received == "Received",
		html=_safe_html(row.content or ""),
		files=files,
	)


def _safe_html(html: str) -> str:
	"""A message's HTML with nothing but plain formatting, wherever it came from.

	Our own messages are escaped text with line breaks and need no cleaning; others, from mail or the desk, do.
	"""
	return html if "<" not in html.replace("<br>", "") else str(clean_html(html))


def _is_shown(row: Any) -> bool:
	return bool(row.visible_to_customer) and row.event in SHOWN_EVENTS


def _state_change(row: Any) -> Activity:
	return Activity(
		kind="state",
		at=row.occurred_at,
		when=moment(row.occurred_at),
		when_iso=moment_iso(row.occurred_at),
		author=full_name(row.actor),
		mine=False,
		text=_change_text(row),
	)


def _change_text(row: Any) -> str:
	if row.event == history.CREATED:
		return _("Your request was received. State: {0}.").format(row.to_state)
	if row.event == history.EDITED:
		return _("The request was changed: {0}.").format(unshield(row.detail))
	if row.event == history.VISIT:
		return change_text(row)
	if row.event == history.MERGED and row.to_value:
		return _("This request goes on as {0}.").format(row.to_value)
	if row.event == history.MERGED:
		return _("{0} was about the same matter and goes on here.").format(row.from_value)
	return _("The state of your request changed to {0}.").format(row.to_state)


def _attachment(file: Any) -> Attachment:
	return Attachment(
		name=file.file_name,
		address=file.file_url,
		size=file_size(file.file_size),
		image=file.file_name.lower().endswith(IMAGES),
	)
