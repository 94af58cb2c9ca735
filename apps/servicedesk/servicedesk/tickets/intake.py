"""The one door: every ticket, from every channel, is made here, in one database transaction.

`open_ticket` is what channels call. The controller calls `prepare`, `check_references` and `complete`, so that a
ticket that staff make in the desk goes through the same door.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

import frappe
from frappe import _

from servicedesk.agreements.coverage import Cover, at_site, covers, narrowed, why_not_covered
from servicedesk.catalogue.record_options import RECORDS
from servicedesk.catalogue.request_forms import RequestForm, form_of
from servicedesk.domain.text_normalisation import clean_line
from servicedesk.messaging.outbox import queue
from servicedesk.service_levels import clock_store
from servicedesk.shared.compat import to_system, utc_now
from servicedesk.shared.errors import NotCovered, refuse
from servicedesk.shared.plain_text import shield
from servicedesk.shared.rows import write_child_rows
from servicedesk.shared.visibility import Scope, acts_for, is_staff, scope_of
from servicedesk.tickets import affected, attachments, given_answers, history, states, workflow_actions
from servicedesk.tickets.notices import assigned, received

SUBJECT_LENGTH = 255
PUBLIC_FORM = "Public Form"
EMAIL = "Email"
REFERENCES = ("customer", "requester", "contract", "equipment")
CHILD_TABLES = {"answers": "SD Ticket Answer", "participants": "SD Ticket Participant"}


@dataclass(frozen=True)
class TicketRequest:
	"""What a channel knows of a new ticket. `key` makes handing the same request in twice impossible.

	`form_version`: the version of the form that was filled in, where the channel knows it.
	"""

	request_type: str
	customer: str
	requester: str | None
	channel: str
	answers: Mapping[str, Any] = field(default_factory=dict)
	service: str | None = None
	contract: str | None = None
	equipment: str | None = None
	files: Sequence[attachments.IncomingFile] = ()
	key: str | None = None
	# How a sender without an account is called and reached, as they say themselves.
	contact_name: str = ""
	contact_email: str = ""
	form_version: str = ""
	# By question, the names of files that the ticket has already: of one that is changed.
	kept_files: Mapping[str, Sequence[str]] = field(default_factory=dict)
	# Of a mail: what it says, and whose mailbox it came to, in which language that answers.
	subject: str = ""
	description: str = ""
	team: str = ""
	language: str = ""
	# Of a mail that no program may answer: its sender is sent no confirmation.
	is_confirmed: bool = True

	@property
	def is_mail(self) -> bool:
		"""Whether it came as a mail: nobody has seen a form, and a refusal would reach nobody."""
		return bool(self.description)


@dataclass(frozen=True)
class Filled:
	"""What was filled in, as a ticket holds it: its fields' values, and the rows of answers."""

	values: dict[str, Any]
	answers: list[dict[str, str]]


def open_ticket(request: TicketRequest) -> Any:
	"""Make a ticket; return its document. The same key again returns the ticket made before.

	Raises Refused with a sentence for each field that cannot be taken, NotCovered without a valid contract where the
	desk demands one. Nothing is left behind then: the caller's transaction is rolled back to where it stood.
	"""
	if request.key and (made := frappe.db.get_value("SD Ticket", {"intake_key": request.key}, "name")):
		return frappe.get_doc("SD Ticket", made)
	form = form_of(request.request_type)
	if request.is_mail:
		# Nothing of the form is asked, and nothing demanded.
		form = replace(form, fields=())
	filled = examine(request, form)
	doc = frappe.new_doc("SD Ticket")
	doc.update(filled.values)
	doc.flags.references_checked = True
	doc.flags.unconfirmed = "" if request.is_confirmed else request.contact_email
	doc.flags.contact_language = request.language
	doc.flags.child_rows = {"answers": filled.answers, "participants": _participant_rows(doc)}
	# Every link was just read from the register itself; the framework would ask the database for each again.
	# Customers have no right to make tickets past this door; what they may open was checked above.
	doc.insert(ignore_links=True, ignore_permissions=not is_staff(frappe.session.user))
	attachments.attach(doc.name, request.files)
	return doc


def examine(request: TicketRequest, form: RequestForm, *, cover_kept: bool = False) -> Filled:
	"""Everything that was filled in, checked: for a new ticket, and for one that its customer changes.

	With `cover_kept` the ticket has its contract and service already, and none is looked for. Raises Refused and
	NotCovered as `open_ticket` does.
	"""
	_check_acting(request)
	fitting = [] if cover_kept else _fitting_covers(request, form)
	piece_problems = affected.problems(request.equipment, request.customer, request.requester)
	given = given_answers.checked(request, form, None if piece_problems else request.equipment)
	problems = given.problems
	problems.update(attachments.problems(request.files))
	problems.update(piece_problems)
	problems.update(_not_chosen(request, form, fitting))
	if problems:
		refuse(problems)
	cover = fitting[0] if fitting else None
	return Filled(_values(request, form, given.values, cover), given_answers.rows(form, given))


def prepare(doc: Any) -> None:
	"""Before anything is checked: who, when, how urgent, and at which level of service."""
	now = to_system(utc_now())
	if frappe.flags.in_web_form and not doc.flags.references_checked:
		# A Web Form that no request type has made writes whatever fields it names, past every form's own check.
		frappe.throw(_("Tickets are opened by the forms of request types."), frappe.PermissionError)
	doc.opened_by = frappe.session.user
	doc.raised_at = doc.last_activity_at = now
	doc.subject = clean_line(doc.subject or "")[:SUBJECT_LENGTH]
	doc.workflow_state = states.initial_state()
	if not doc.flags.child_rows:
		for row in _participant_rows(doc):
			doc.append("participants", row)


def check_references(doc: Any) -> None:
	"""Contract and requester belong to the customer, whoever sent them; raises Refused.

	A portal user's ticket is their own, for a customer that they act for.
	"""
	if doc.flags.references_checked or not _references_changed(doc):
		return
	problems = {}
	if doc.contract and frappe.get_cached_value("SD Contract", doc.contract, "customer") != doc.customer:
		problems["contract"] = _("This contract is not one of the customer's.")
	problems.update(affected.problems(doc.equipment, doc.customer))
	if doc.requester and not acts_for(doc.requester, doc.customer):
		problems["requester"] = _("This person does not act for the customer.")
	user = frappe.session.user
	if not is_staff(user) and (doc.requester != user or doc.customer not in scope_of(user).customers):
		problems["customer"] = _("You do not act for this customer.")
	if problems:
		refuse(problems)


def _references_changed(doc: Any) -> bool:
	"""A ticket stays workable when somebody's account ends: only what is new or changed is asked again."""
	return doc.is_new() or any(doc.has_value_changed(name) for name in REFERENCES)


def complete(doc: Any) -> None:
	"""What must happen with every new ticket: history, clocks, confirmation."""
	now = utc_now()
	workflow_actions.settle(doc)
	_write_child_rows(doc)
	events = [history.Event(history.CREATED, now, doc.state_category, to_state=doc.workflow_state)]
	if doc.agent:
		events.append(_assigned(doc, now))
	history.append(doc.name, events)
	clock_store.start(doc, history.as_clock_events(events), now)
	confirmed = [notice for notice in received(doc) if notice.recipient.lower() != doc.flags.unconfirmed]
	queue([*confirmed, *assigned(doc, "created")])


def _assigned(doc: Any, now: datetime) -> history.Event:
	"""A ticket may be made with its agent, by hand or by its team's rule."""
	agent = str(doc.agent)
	return history.Event(history.ASSIGNED, now, doc.state_category, "", "", False, agent, "agent", "", agent)


def offered(scope: Scope, customer: str, form: RequestForm, on: date) -> list[Cover]:
	"""What of the customer's valid contracts this account may open this form's requests under."""
	found = narrowed(covers([customer], on), scope)
	if not form.services:
		return found
	return [cover for cover in found if cover.service in form.services]


def _participant_rows(doc: Any) -> list[dict[str, Any]]:
	"""The requester shares in the ticket from the start, so that they can mute it like anybody else."""
	if not doc.requester or any(row.user == doc.requester for row in doc.participants):
		return []
	return [{"user": doc.requester, "is_requester": 1}]


def _write_child_rows(doc: Any) -> None:
	"""Write what `open_ticket` kept back: all rows of a table in one statement instead of one each."""
	for table_field, rows in (doc.flags.child_rows or {}).items():
		write_child_rows(doc, table_field, CHILD_TABLES[table_field], rows)


def _check_acting(request: TicketRequest) -> None:
	if request.requester and not acts_for(request.requester, request.customer):
		refuse({"customer": _("You do not act for this customer.")})


def _fitting_covers(request: TicketRequest, form: RequestForm) -> list[Cover]:
	"""What the request may fall under; raises for a forged contract or service, or for nothing where one is needed."""
	scope = scope_of(request.requester) if request.requester else Scope(user="")
	today = date.fromisoformat(frappe.utils.today())
	found = at_site(
		offered(scope, request.customer, form, today), affected.site_of(request.equipment, request.customer)
	)
	# A stranger who is refused for want of a contract would learn which addresses have one: of their requests staff decide.
	# Of mails, which nobody could mend, too.
	staff_decide = request.channel == PUBLIC_FORM or request.is_mail
	is_needed = not staff_decide and frappe.get_cached_doc("SD Settings").contract_required
	if not found and is_needed:
		frappe.throw(why_not_covered(request.customer, today, scope.contracts), NotCovered)
	if request.contract and all(cover.contract != request.contract for cover in found):
		refuse({"contract": _("This contract cannot be chosen.")})
	if request.service and all(cover.service != request.service for cover in found):
		refuse({"service": _("This service cannot be chosen.")})
	fitting = [cover for cover in found if _fits(cover, request)]
	if (request.contract or request.service) and not fitting:
		refuse({"service": _("The contract does not cover this service.")})
	return fitting


def _not_chosen(request: TicketRequest, form: RequestForm, fitting: Sequence[Cover]) -> dict[str, str]:
	"""A sentence for contract and service where the form demands a choice and there is one (integrator 6)."""
	if not form.cover_chosen or request.channel != "Portal":
		return {}
	return {
		name: _("Please choose from the list.")
		for name, chosen in (("contract", request.contract), ("service", request.service))
		if not chosen and len({getattr(cover, name) for cover in fitting}) > 1
	}


def _fits(cover: Cover, request: TicketRequest) -> bool:
	return (not request.contract or cover.contract == request.contract) and (
		not request.service or cover.service == request.service
	)


def _values(
	request: TicketRequest, form: RequestForm, answers: Mapping[str, Any], cover: Cover | None
) -> dict[str, Any]:
	values: dict[str, Any] = {
		"request_type": form.name,
		"customer": request.customer,
		"requester": request.requester,
		"channel": request.channel,
		"intake_key": request.key,
		"contract": request.contract or (cover.contract if cover else None),
		"service": request.service or (cover.service if cover else None) or None,
		"equipment": request.equipment or None,
		"form_version": form.version or None,
	}
	if request.contact_email:
		values |= {"contact_name": shield(request.contact_name), "contact_email": request.contact_email}
	for form_field in form.fields:
		if form_field.maps_to and form_field.definition.name in answers:
			text = given_answers.as_text(answers[form_field.definition.name])
			# A record's name was checked against the records themselves; changed, it would name none.
			values[form_field.maps_to] = text if form_field.maps_to in RECORDS else shield(text)
	if request.is_mail:
		values |= {"description": shield(request.description), "subject": shield(request.subject)}
		values["team"] = request.team or None
	values["subject"] = values.get("subject") or _subject(form, values)
	return values


def _subject(form: RequestForm, values: Mapping[str, Any]) -> str:
	"""A ticket is never without a summary: the first line of the description, or the form's title."""
	first_line = (values.get("description") or "").strip().split("\n")[0]
	return first_line[:140] or form.title
