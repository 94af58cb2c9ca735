"""Forms of request types, as the portal and the intake read them: cached, typed, in their order.

What is asked is the content of a version (`form_versions`): the current one, which holds what staff have refined in the
form's Web Form (`web_forms`), or the one that a ticket was asked with. `RequestForm.version` names it.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import partial
from typing import Any

import frappe

from servicedesk.catalogue.form_content import content_of
from servicedesk.catalogue.form_fields import FIELD_KINDS, AskedKind, FormField, OptionGroup, fields_of
from servicedesk.catalogue.form_versions import content_at
from servicedesk.shared.forgetting import forget_now_and_after

__all__ = [
	"FIELD_KINDS",
	"AskedKind",
	"FormField",
	"OptionGroup",
	"RequestForm",
	"forget_forms",
	"form_by_route",
	"form_of",
	"published_forms",
	"slug",
]

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
class RequestForm:
	"""A request type's form. `version`: of what is asked."""

	name: str
	title: str
	kind: str
	route: str
	icon: str
	description: str
	services: frozenset[str]
	fields: tuple[FormField, ...]
	cover_chosen: bool = False
	version: str = ""
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


def form_of(request_type: str, version: str = "") -> RequestForm:
	"""The form of a request type, from the framework's document cache; as it was asked in that version, if one is named."""
	doc = frappe.get_cached_doc("SD Request Type", request_type)
	key = version if version and content_at(version) else doc.form_version or ""
	content = (content_at(key) if key else None) or content_of(doc.title, doc.form_fields)
	return RequestForm(
		name=doc.name,
		title=doc.title,
		kind=doc.kind,
		route=doc.route,
		icon=doc.icon or "",
		description=doc.description or "",
		services=frozenset(row.service for row in doc.services),
		fields=fields_of(content, doc.name),
		cover_chosen=bool(doc.cover_chosen),
		version=key,
		review=bool(doc.get("review")),
	)


def _published_rows() -> list[Any]:
	return frappe.get_all(
		"SD Request Type",
		filters={"published": 1},
		fields=["name", "title", "kind", "route", "icon", "category", "description"],
		order_by="sequence asc, title asc",
	)


def _summary(row: Any) -> dict[str, Any]:
	doc = frappe.get_cached_doc("SD Request Type", row.name)
	return dict(row, services=[service.service for service in doc.services], public=bool(doc.get("public")))
