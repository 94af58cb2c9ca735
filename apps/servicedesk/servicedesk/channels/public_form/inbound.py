"""A public form comes in: checked against spam, put with its customer, opened by the one door."""

from collections.abc import Mapping, Sequence
from typing import Any

import frappe
from frappe import _

from servicedesk.access import attempts, details
from servicedesk.catalogue.request_forms import RequestForm
from servicedesk.channels.public_form import passes
from servicedesk.channels.public_form.outbound import confirm
from servicedesk.channels.public_form.senders import Sender, owner_of
from servicedesk.channels.public_form.settings import CHANNEL, question_of, unknown_customer
from servicedesk.domain.person_details import Detail
from servicedesk.domain.secret_answer import normalised_answer
from servicedesk.shared.errors import Refused, refuse
from servicedesk.tickets.attachments import IncomingFile
from servicedesk.tickets.intake import TicketRequest, examine, open_ticket

# A field that no person sees; programs fill in whatever they find.
TRAP = "website"
PROOF = "proof"
PASS = "pass"  # noqa: S105 — a field's name
MOST_BY_EMAIL, MOST_BY_ADDRESS = 3, 10


def receive(
	form: RequestForm,
	typed: Mapping[str, Any],
	answers: Mapping[str, Any],
	files: Sequence[IncomingFile],
	language: str,
) -> str:
	"""Open the ticket of a public form, or find the one that its pass has made already; return its number.

	Raises Refused with a sentence for each field, PassIsOver, or TooManyAttempts. Of all answers none tells whether the
	address is known: the customer is looked for when everything else is found good, and named nowhere.
	"""
	key = f"{CHANNEL}:{passes.check(form.route, str(typed.get(PASS) or ''))}"
	if made := frappe.db.get_value("SD Ticket", {"intake_key": key}, "name"):
		return str(made)
	sender, problems = _sender(typed)
	# All that is wrong at once, and before it is counted: whoever mends mistakes is no program.
	problems = {**_form_problems(form, answers, files), **problems, **_spam_problems(form, typed)}
	if problems:
		refuse(problems)
	attempts.count("public-form", sender.email, most=MOST_BY_EMAIL, by_address=MOST_BY_ADDRESS)
	owner = owner_of(sender)
	ticket = open_ticket(
		TicketRequest(
			request_type=form.name,
			customer=owner.customer,
			requester=owner.requester,
			channel=CHANNEL,
			answers=answers,
			files=files,
			key=key,
			contact_name=sender.name,
			contact_email=sender.email,
		)
	)
	if not owner.requester:
		confirm(ticket, sender, language)
	return str(ticket.name)


def _sender(typed: Mapping[str, Any]) -> tuple[Sender, dict[str, str]]:
	given = {"contact_name": typed.get("contact_name"), "email": typed.get("contact_email")}
	wanted = {"contact_name": Detail(mandatory=True), "email": Detail(mandatory=True)}
	cleaned, problems = details.checked(given, wanted)
	if "email" in problems:
		problems["contact_email"] = problems.pop("email")
	return Sender(cleaned["contact_name"], cleaned["email"]), problems


def _spam_problems(form: RequestForm, typed: Mapping[str, Any]) -> dict[str, str]:
	"""A sentence for a person whom a check has taken for a program; the field for programs is empty the next time."""
	problems = {}
	if str(typed.get(TRAP) or "").strip():
		problems["form"] = _("This could not be accepted. Please send it once more.")
	question, answer = question_of(form)
	if question and normalised_answer(str(typed.get(PROOF) or "")) != normalised_answer(answer):
		problems[PROOF] = _("This is not the right answer.")
	return problems


def _form_problems(
	form: RequestForm, answers: Mapping[str, Any], files: Sequence[IncomingFile]
) -> dict[str, str]:
	"""What the intake would say of the answers, whoever has sent them."""
	request = TicketRequest(form.name, unknown_customer(), None, CHANNEL, answers=answers, files=files)
	try:
		examine(request, form)
	except Refused as refused:
		return refused.problems
	return {}
