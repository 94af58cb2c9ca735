"""One request as its customer sees it: details, clocks, activity, and what may be done now."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import frappe
from frappe import _

from servicedesk.catalogue.record_options import category_tree
from servicedesk.domain.lifecycle import StateCategory, customer_may_comment, is_open
from servicedesk.self_service.file_rules import FileRules, file_rules
from servicedesk.self_service.formatting import moment, own_words
from servicedesk.self_service.reading import readable_ticket, title_of
from servicedesk.self_service.report_address import report_address
from servicedesk.self_service.request_activity import (
	Activity,
	Attachment,
	activity_of,
	attachment,
	oldest_first,
)
from servicedesk.self_service.request_clocks import ClockView, clocks_of
from servicedesk.self_service.request_version import version_of_page
from servicedesk.self_service.request_visits import VisitView, visits_of
from servicedesk.shared.people import full_name
from servicedesk.shared.plain_text import unshield
from servicedesk.tickets import amendment, feedback, history, queue_place, sharing
from servicedesk.tickets.asked_questions import AskedAnswer, AskedSection, sections_of
from servicedesk.tickets.attachments import files_of
from servicedesk.tickets.conversation import LONGEST_MESSAGE
from servicedesk.tickets.shown_ticket import buttons


@dataclass(frozen=True)
class Person:
	"""Somebody the request is shared with; `may_go`: the reader may end that."""

	user: str
	name: str
	is_creator: bool
	is_reader: bool
	may_go: bool


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
	# What was asked and answered, by the form of then.
	asked: list[AskedSection]
	clocks: list[ClockView]
	visits: list[VisitView]
	merged_into: str
	activity: list[Activity]
	files: list[Attachment]
	people: list[Person]
	may_share: bool
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
	live_version: str
	# The last activity on the page, and up to where the reader had seen it.
	happened: datetime | None
	seen: datetime | None
	comment_key: str
	file_rules: FileRules
	longest_message: int
	oldest_first: bool


def request_page(number: str, *, oldest: bool | None = None) -> RequestPage:
	"""The page of one request; raises PageDoesNotExistError for whoever may not see it.

	`oldest`: whether the activity begins with its oldest entry; as the reader has chosen it where nothing is said.
	"""
	ticket = readable_ticket(number)
	files = files_of(ticket.name)
	events = history.entries(ticket.name)
	user = frappe.session.user
	mine = next((row for row in ticket.participants if row.user == user), None)
	category = StateCategory(ticket.state_category)
	oldest = oldest_first() if oldest is None else oldest
	return RequestPage(
		number=ticket.name,
		subject=unshield(ticket.subject),
		state=ticket.workflow_state,
		category=ticket.state_category,
		queue=_place_in_queue(ticket),
		waiting_reason=unshield(ticket.waiting_reason),
		details=_details(ticket),
		asked=_asked(ticket),
		clocks=clocks_of(ticket, events),
		visits=visits_of(ticket.name, events),
		merged_into=ticket.merged_into or "",
		activity=activity_of(ticket, events, files, oldest=oldest),
		files=[attachment(file, ticket.name) for file in files if not file.message],
		people=[_person(ticket, row.user, user) for row in ticket.participants],
		may_share=sharing.may_share(ticket, user),
		actions=[
			Step(row.action, own_words(row.action), bool(row.get("sd_requires"))) for row in buttons(ticket)
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
		live_version=version_of_page(ticket, events),
		happened=ticket.last_activity_at,
		seen=ticket.seen_at,
		comment_key=frappe.generate_hash(length=20),
		file_rules=file_rules(),
		longest_message=LONGEST_MESSAGE,
		oldest_first=oldest,
	)


def colleagues_of(number: str) -> list[sharing.Colleague]:
	"""Whom the reader may share the request with; raises PageDoesNotExistError for whoever may not share it."""
	ticket = readable_ticket(number)
	if not sharing.may_share(ticket, frappe.session.user):
		raise frappe.PageDoesNotExistError
	return sharing.colleagues(ticket.name)


def _person(ticket: Any, user: str, reader: str) -> Person:
	return Person(
		user=user,
		name=full_name(user),
		is_creator=user == ticket.requester,
		is_reader=user == reader,
		may_go=sharing.may_take_back(ticket, reader, user),
	)


def _place_in_queue(ticket: Any) -> str:
	"""The request's place among those that wait, in words; "" when it does not wait (software-vendor 9)."""
	place = queue_place.place(ticket)
	if not place:
		return ""
	if place.or_later:
		return _("In the queue, behind {0} others or more").format(queue_place.MOST_COUNTED)
	return _("Your place in the queue: {0}").format(place.number)


def _asked(ticket: Any) -> list[AskedSection]:
	"""The answers, with the company's words in the reader's language."""
	return [
		AskedSection(
			own_words(section.title),
			own_words(section.help_text),
			[_answer_in_own_words(answer) for answer in section.answers],
		)
		for section in sections_of(ticket)
	]


def _answer_in_own_words(answer: AskedAnswer) -> AskedAnswer:
	"""Its question, and what was chosen of the company's words; what somebody typed stays."""
	chosen = ", ".join(own_words(part) for part in answer.chosen)
	return replace(answer, label=own_words(answer.label), value=chosen or answer.value)


def _details(ticket: Any) -> list[tuple[str, str]]:
	rows = [
		(_("Description"), "" if any(answer.value for answer in ticket.answers) else ticket.description),
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
