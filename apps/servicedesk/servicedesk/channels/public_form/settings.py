"""Which request types have a public form: data of the type, and a customer for whoever nobody knows."""

from dataclasses import replace

import frappe

from servicedesk.catalogue.form_fields import FormField
from servicedesk.catalogue.request_forms import RequestForm, form_of, published_forms
from servicedesk.domain.form_definitions import LINKS
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
	own = {field.definition.name for field in form.fields if field.definition.kind in LINKS}
	# And without what hangs on them, which stands in any order.
	while more := {field.definition.name for field in form.fields if _hangs_on(field, own)} - own:
		own |= more
	if any(field.definition.mandatory for field in form.fields if field.definition.name in own):
		return None
	asked = tuple(field for field in form.fields if field.definition.name not in own)
	return replace(form, fields=asked) if own else form


def _hangs_on(field: FormField, names: set[str]) -> bool:
	"""Whether the question is shown, or has its options, by the answer to one of these."""
	asked = field.definition
	return asked.options_of in names or bool(asked.depends_on and asked.depends_on[0] in names)
