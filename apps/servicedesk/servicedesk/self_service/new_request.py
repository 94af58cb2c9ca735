"""The catalogue and the form of a new request, as the portal shows them and takes them in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import today

from servicedesk.catalogue.request_forms import (
	FormField,
	RequestForm,
	form_by_route,
	form_of,
	published_forms,
)
from servicedesk.self_service.file_rules import FileRules, file_rules
from servicedesk.shared.errors import refuse
from servicedesk.shared.visibility import Scope, scope_of
from servicedesk.tickets.attachments import IncomingFile
from servicedesk.tickets.intake import TicketRequest, offered, open_ticket

PREFIX = "f_"


@dataclass(frozen=True)
class Offering:
	"""A request type on the catalogue's page."""

	title: str
	description: str
	icon: str
	address: str
	kind: str


@dataclass(frozen=True)
class Choice:
	"""An option of a list."""

	value: str
	label: str


@dataclass(frozen=True)
class Question:
	"""A field of the form with what was typed and what is wrong with it."""

	name: str
	label: str
	kind: str
	mandatory: bool
	help_text: str
	value: str
	values: tuple[str, ...]
	options: tuple[str, ...]
	max_length: int | None
	error: str
	depends_on: str
	depends_values: str


@dataclass(frozen=True)
class FormPage:
	"""The form's page."""

	title: str
	description: str
	route: str
	questions: list[Question]
	customers: list[Choice]
	customer: str
	contracts: list[Choice]
	contract: str
	services: list[Choice]
	service: str
	errors: dict[str, str]
	key: str
	file_rules: FileRules


def catalogue() -> list[Offering]:
	"""What the signed-in customer may ask for."""
	scope = scope_of(frappe.session.user)
	return [
		Offering(
			row["title"],
			row["description"] or "",
			row["icon"] or "",
			f"/portal/new/{row['route']}",
			row["kind"],
		)
		for row in published_forms()
		if _is_offered(row["services"], scope)
	]


def form_page(
	route: str, typed: Mapping[str, Any] | None = None, errors: Mapping[str, str] | None = None
) -> FormPage:
	"""The form at that address, empty or with what was typed; raises PageDoesNotExistError for none."""
	form = _form(route)
	scope = scope_of(frappe.session.user)
	given = typed or {}
	customers = sorted(scope.customers)
	customer = _chosen(given.get("customer"), customers)
	cover = offered(scope, customer, form, _today()) if customer else []
	contracts = list(dict.fromkeys(row.contract for row in cover))
	services = list(dict.fromkeys(row.service for row in cover if row.service))
	found = dict(errors or {})
	return FormPage(
		title=form.title,
		description=form.description,
		route=form.route,
		questions=[_question(field, given, found, typed is None) for field in form.fields],
		customers=[
			Choice(name, frappe.get_cached_value("SD Customer", name, "customer_name")) for name in customers
		],
		customer=customer,
		contracts=[Choice(name, name) for name in contracts],
		contract=_chosen(given.get("contract"), contracts),
		services=[Choice(name, name) for name in services],
		service=_chosen(given.get("service"), services),
		errors=found,
		key=str(given.get("key") or frappe.generate_hash(length=20)),
		file_rules=file_rules(),
	)


def submit(route: str, typed: Mapping[str, Any], files: Sequence[IncomingFile]) -> Any:
	"""Open the ticket that was filled in; return it. Raises as `intake.open_ticket` does."""
	form = _form(route)
	user = frappe.session.user
	customers = sorted(scope_of(user).customers)
	key = str(typed.get("key") or "")[:60]
	return open_ticket(
		TicketRequest(
			request_type=form.name,
			customer=_customer(typed, customers),
			requester=user,
			channel="Portal",
			answers=_answers(form, typed),
			service=str(typed.get("service") or "") or None,
			contract=str(typed.get("contract") or "") or None,
			files=files,
			key=f"{user}:{key}" if key else None,
		)
	)


def _customer(typed: Mapping[str, Any], customers: Sequence[str]) -> str:
	"""The customer that was chosen, or the only one there is; nobody's request lands with another by accident."""
	chosen = str(typed.get("customer") or "")
	if not chosen and len(customers) != 1:
		refuse({"customer": _("Please choose from the list.")})
	return chosen or customers[0]


def field_of_file(name: str) -> str:
	"""The form's field behind the name of an uploaded part."""
	return name[len(PREFIX) :] if name.startswith(PREFIX) else name


def _form(route: str) -> RequestForm:
	form = form_by_route(route)
	if not form or not _is_offered(form.services, scope_of(frappe.session.user)):
		raise frappe.PageDoesNotExistError
	return form_of(form.name)


def _is_offered(services: Sequence[str] | frozenset[str], scope: Scope) -> bool:
	"""A type for certain services is offered to whoever is subscribed to one of them, or to all."""
	return not services or not scope.services or not scope.services.isdisjoint(services)


def _answers(form: RequestForm, typed: Mapping[str, Any]) -> dict[str, Any]:
	answers = {}
	for field in form.fields:
		name = PREFIX + field.definition.name
		if name in typed:
			answers[field.definition.name] = typed[name]
	return answers


def _question(field: FormField, given: Mapping[str, Any], errors: dict[str, str], is_new: bool) -> Question:
	definition = field.definition
	raw = given.get(PREFIX + definition.name, field.default if is_new else "")
	values = tuple(str(part) for part in raw) if isinstance(raw, (list, tuple)) else (str(raw),)
	depends_on, depends_values = definition.depends_on or ("", ())
	return Question(
		name=PREFIX + definition.name,
		label=definition.label,
		kind=str(definition.kind),
		mandatory=definition.mandatory,
		help_text=field.help_text,
		value=values[0] if values else "",
		values=values,
		options=tuple(definition.options),
		max_length=definition.max_length,
		error=errors.get(definition.name, ""),
		depends_on=PREFIX + depends_on if depends_on else "",
		depends_values="\n".join(depends_values),
	)


def _chosen(value: Any, allowed: Sequence[str]) -> str:
	"""What was chosen, if it is offered; the only one where there is no choice."""
	if value in allowed:
		return str(value)
	return allowed[0] if len(allowed) == 1 else ""


def _today() -> date:
	return date.fromisoformat(today())
