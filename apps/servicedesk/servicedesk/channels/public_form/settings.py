"""Which request types have a public form: data of the type, and a customer for whoever nobody knows."""

from dataclasses import replace

import frappe

from servicedesk.catalogue.request_forms import RequestForm, form_of, published_forms
from servicedesk.domain.form_definitions import LINKS, parents_of, with_all_parents
from servicedesk.tickets.intake import PUBLIC_FORM

CHANNEL = PUBLIC_FORM


def unknown_customer() -> str:
	"""Whose requests those of unknown senders are; "" where the desk has no public forms."""
	return str(frappe.get_cached_doc("SD Settings").get("unknown_customer") or "")


def public_forms() -> list[RequestForm]:
	"""The request types that are open to everybody, in their order. No statement on a warm cache."""
	if not unknown_customer():
		return []
	names = [row["name"] for row in published_forms() if row.get("public")]
	return [form for name in names if (form := _for_strangers(form_of(name)))]


def public_form(route: str) -> RequestForm | None:
	"""The public form at that address; None for none, and for one that is not open to everybody."""
	return next((form for form in public_forms() if form.route == route), None)


def question_of(form: RequestForm) -> tuple[str, str]:
	"""What the form asks against spam and what has to be answered; empty for nothing."""
	doc = frappe.get_cached_doc("SD Request Type", form.name)
	return (doc.public_question or "", doc.public_answer or "") if doc.public_answer else ("", "")


def _for_strangers(form: RequestForm) -> RequestForm | None:
	"""The form without questions about a customer's own records, of which strangers see none.

	None where such a question has to be answered: staff have opened what only customers can fill in.
	"""
	definitions = [field.definition for field in form.fields]
	left = with_all_parents({each.name: parents_of(each) for each in definitions if each.kind not in LINKS})
	if any(each.mandatory for each in definitions if each.name not in left):
		return None
	return replace(form, fields=tuple(field for field in form.fields if field.definition.name in left))
