"""What a new request is for and about: customer, contract, service and piece of equipment, and what may be chosen.

Only what the account may see and is subscribed to is offered; what is sent is checked again by the intake.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import frappe
from frappe.utils import today

from servicedesk.agreements.coverage import at_site
from servicedesk.catalogue.request_forms import RequestForm
from servicedesk.self_service.choices import Choice
from servicedesk.self_service.equipment_list import EquipmentRow, equipment_rows
from servicedesk.self_service.identity import shows
from servicedesk.self_service.reading import text_of, title_of, visible
from servicedesk.self_service.services import service_list
from servicedesk.shared.visibility import Scope, scope_of
from servicedesk.tickets.intake import offered

MOST_PIECES = 50
NAMES = ("customer", "contract", "service", "equipment")


@dataclass(frozen=True)
class Subject:
	"""Choices and what is chosen. `more_equipment`: there are more pieces than are listed; words find them.

	`cover_chosen`: contract and service have to be chosen where there is more than one.
	"""

	customers: list[Choice]
	customer: str
	contracts: list[Choice]
	contract: str
	services: list[Choice]
	service: str
	equipment: list[Choice]
	piece: str
	equipment_words: str
	more_equipment: bool
	cover_chosen: bool = False


def subject_of(form: RequestForm, given: Mapping[str, Any]) -> Subject:
	"""What is offered, after what was chosen so far. At most two statements on a warm cache."""
	scope = scope_of(frappe.session.user)
	piece = piece_of(text_of(given, "equipment"))
	customers = sorted(scope.customers)
	customer = _customer(given, piece, scope)
	if piece and piece.customer != customer:
		piece = None
	cover = offered(scope, customer, form, date.fromisoformat(today())) if customer else []
	cover = at_site(cover, piece.site if piece else None)
	contracts = list(dict.fromkeys(row.contract for row in cover))
	services = list(dict.fromkeys(row.service for row in cover if row.service))
	words = text_of(given, "equipment_words")
	pieces = _pieces(customer, words)
	return Subject(
		customers=[Choice(name, title_of("SD Customer", name, "customer_name")) for name in customers],
		customer=customer,
		contracts=[Choice(name, name) for name in contracts],
		contract=_chosen(text_of(given, "contract") or (piece and piece.contract), contracts),
		services=[Choice(name, name) for name in services],
		service=_chosen(text_of(given, "service") or (piece and piece.service), services),
		equipment=_with(piece, pieces[:MOST_PIECES]),
		piece=piece.name if piece else "",
		equipment_words=words,
		more_equipment=bool(words) or len(pieces) > MOST_PIECES,
		cover_chosen=form.cover_chosen,
	)


def named(given: Mapping[str, Any]) -> str:
	"""What a request will be about, in words: the piece of equipment, or a service that the reader has, else nothing."""
	piece = piece_of(text_of(given, "equipment"))
	if piece:
		return str(piece.title or piece.name)
	service = text_of(given, "service")
	return service if any(row.name == service for row in service_list()) else ""


def chosen_customer(typed: Mapping[str, Any], scope: Scope) -> str:
	"""The customer that was chosen, else the only one that the reader acts for; "" when it is not clear."""
	acting = sorted(scope.acting)
	return text_of(typed, "customer") or (acting[0] if len(acting) == 1 else "")


def _customer(given: Mapping[str, Any], piece: Any | None, scope: Scope) -> str:
	chosen = text_of(given, "customer") or (piece.customer if piece else "") or chosen_customer(given, scope)
	return chosen if chosen in scope.customers else ""


def piece_of(name: str) -> Any | None:
	"""The piece that was chosen, if the reader may see it."""
	if not name or not shows("equipment"):
		return None
	table = frappe.qb.DocType("SD Equipment")
	columns = ("name", "title", "customer", "site", "contract", "service")
	query = (
		frappe.qb.from_(table)
		.select(*(table[column] for column in columns))
		.where((table.name == name) & visible("SD Equipment"))
	)
	return next(iter(query.run(as_dict=True)), None)


def _pieces(customer: str, words: str) -> list[EquipmentRow]:
	if not customer or not shows("equipment"):
		return []
	return equipment_rows({"customer": customer, "q": words, "usable": "1"}, MOST_PIECES + 1)


def _with(piece: Any | None, pieces: Sequence[EquipmentRow]) -> list[Choice]:
	"""The pieces as options; the one that was chosen is always among them."""
	choices = [Choice(row.name, _called(row.title, row.place)) for row in pieces]
	if piece and all(choice.value != piece.name for choice in choices):
		choices.insert(0, Choice(piece.name, piece.title or piece.name))
	return choices


def _called(title: str, place: str) -> str:
	return f"{title} · {place}" if place else title


def _chosen(value: str | None, allowed: Sequence[str]) -> str:
	"""What was chosen, if it is offered; the only one where there is no choice."""
	if value and value in allowed:
		return value
	return allowed[0] if len(allowed) == 1 else ""
