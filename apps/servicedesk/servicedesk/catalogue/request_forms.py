"""Forms of request types, as the portal and the intake read them: cached, typed, in their order."""

import re
import unicodedata
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import Any

import frappe

from servicedesk.catalogue.record_options import RECORDS, Option, options_of
from servicedesk.domain.form_answers import FieldDefinition, FieldKind
from servicedesk.domain.option_lines import option_lines
from servicedesk.shared.forgetting import forget_now_and_after

CACHE_KEY = "servicedesk_published_forms"
# Bulgarian, Russian, Ukrainian letters for addresses; Romanian loses its marks by decomposition.
CYRILLIC = dict(
	zip(
		"абвгдежзийклмнопрстуфхцчшщъыьэюяёєіїґ",
		"a b v g d e zh z i y k l m n o p r s t u f h ts ch sh sht a y _ e yu ya yo ye i yi g".split(),
		strict=True,
	)
)


@dataclass(frozen=True)
class AskedKind:
	"""How a type that staff choose is called in the rules, and whether it lists options."""

	kind: FieldKind
	needs_options: bool = False


FIELD_KINDS = {
	"Text": AskedKind(FieldKind.TEXT),
	"Long Text": AskedKind(FieldKind.LONG_TEXT),
	"Number": AskedKind(FieldKind.NUMBER),
	"Date": AskedKind(FieldKind.DATE),
	"Time": AskedKind(FieldKind.TIME),
	"Choice": AskedKind(FieldKind.CHOICE, needs_options=True),
	"Multiple Choice": AskedKind(FieldKind.MULTIPLE_CHOICE, needs_options=True),
	"Checkbox": AskedKind(FieldKind.CHECKBOX),
	"Email": AskedKind(FieldKind.EMAIL),
	"Phone": AskedKind(FieldKind.PHONE),
	"File": AskedKind(FieldKind.FILE),
	"Section": AskedKind(FieldKind.SECTION),
}


@dataclass(frozen=True)
class FormField:
	"""A question as it is asked: its rule, and what is shown around it. `choices` names each of the rule's options."""

	definition: FieldDefinition
	help_text: str
	default: str
	maps_to: str
	choices: tuple[Option, ...] = ()


@dataclass(frozen=True)
class RequestForm:
	"""A request type's form."""

	name: str
	title: str
	kind: str
	route: str
	icon: str
	description: str
	services: frozenset[str]
	fields: tuple[FormField, ...]
	cover_chosen: bool = False
	# Customers see everything once more before they send it.
	review: bool = False


def slug(text: str) -> str:
	"""The text as a part of an address: small Latin letters, digits and hyphens."""
	latin = "".join(CYRILLIC.get(letter, letter) for letter in (text or "").lower()).replace("_", "")
	plain = unicodedata.normalize("NFKD", latin).encode("ascii", "ignore").decode()
	return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:80]


def published_forms() -> list[dict[str, Any]]:
	"""The published request types, in their order: name, title, kind, route, icon, description, services, public."""
	cached = frappe.cache.get_value(CACHE_KEY)
	if cached is None:
		cached = [_summary(row) for row in _published_rows()]
		frappe.cache.set_value(CACHE_KEY, cached)
	return cached


def forget_forms() -> None:
	"""Make the next reader see changed request types; again after the commit, as a reader may come in between."""
	forget_now_and_after(partial(frappe.cache.delete_value, CACHE_KEY))


def form_by_route(route: str) -> RequestForm | None:
	"""The published form at that address of the portal."""
	for row in published_forms():
		if row["route"] == route:
			return form_of(row["name"])
	return None


def form_of(request_type: str) -> RequestForm:
	"""The form of a request type, from the framework's document cache."""
	doc = frappe.get_cached_doc("SD Request Type", request_type)
	return RequestForm(
		name=doc.name,
		title=doc.title,
		kind=doc.kind,
		route=doc.route,
		icon=doc.icon or "",
		description=doc.description or "",
		services=frozenset(row.service for row in doc.services),
		fields=_form_fields(doc),
		cover_chosen=bool(doc.cover_chosen),
		review=bool(doc.get("review")),
	)


def _published_rows() -> list[Any]:
	return frappe.get_all(
		"SD Request Type",
		filters={"published": 1},
		fields=["name", "title", "kind", "route", "icon", "description"],
		order_by="sequence asc, title asc",
	)


def _summary(row: Any) -> dict[str, Any]:
	doc = frappe.get_cached_doc("SD Request Type", row.name)
	return dict(row, services=[service.service for service in doc.services], public=bool(doc.get("public")))


def _form_fields(doc: Any) -> tuple[FormField, ...]:
	"""The questions that can be asked: not one whose records are all gone, nor what hangs on its answer."""
	asked: dict[str, FormField] = {}
	for row in doc.form_fields:
		choices = _choices(row, doc.name)
		has_answers = choices or not FIELD_KINDS[row.field_type].needs_options
		if has_answers and (not row.depends_on_field or row.depends_on_field in asked):
			asked[row.field_name] = _form_field(row, choices)
	return tuple(asked.values())


def _choices(row: Any, request_type: str) -> tuple[Option, ...]:
	if not FIELD_KINDS[row.field_type].needs_options:
		return ()
	listed = option_lines(row.options)
	if row.maps_to in RECORDS:
		said = dict(listed)
		found = options_of(row.maps_to, request_type, [line.value for line in listed])
		return tuple(replace(option, help=said.get(option.value, "")) for option in found)
	return tuple(Option(line.value, line.value, line.help) for line in listed)


def _form_field(row: Any, choices: tuple[Option, ...]) -> FormField:
	depends = None
	if row.depends_on_field:
		depends = (row.depends_on_field, tuple(_lines(row.depends_on_values)))
	return FormField(
		definition=FieldDefinition(
			name=row.field_name,
			label=row.label,
			kind=FIELD_KINDS[row.field_type].kind,
			mandatory=bool(row.mandatory),
			max_length=row.max_length or None,
			minimum=_number(row.minimum),
			maximum=_number(row.maximum),
			pattern=row.pattern or "",
			options=tuple(option.value for option in choices),
			depends_on=depends,
		),
		help_text=row.help_text or "",
		default=row.default_value or "",
		maps_to=row.maps_to or "",
		choices=choices,
	)


def _lines(text: str | None) -> list[str]:
	return [line.strip() for line in (text or "").split("\n") if line.strip()]


def _number(text: str | None) -> Decimal | None:
	return Decimal(text) if text not in (None, "") else None
