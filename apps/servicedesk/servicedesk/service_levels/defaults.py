"""The clocks that every desk begins with; staff change them, and add their own, in the desk."""

from typing import Any

import frappe

SOLVED = ("resolved", "closed")
WAITING = ("waiting_for_customer", "waiting_for_others")
OPEN = ("new", "active", *WAITING)


def _entering(effect: str, *categories: str) -> list[dict[str, str]]:
	return [{"effect": effect, "category": category} for category in categories]


def _happening(effect: str, *events: str) -> list[dict[str, str]]:
	return [{"effect": effect, "event": event} for event in events]


# The same rules as in `domain.sla_rules`, as data; a test holds the two together.
CLOCK_KINDS: dict[str, list[dict[str, str]]] = {
	"Take Over": [
		*_happening("Starts", "created"),
		*_entering("Meets", "active", *WAITING, *SOLVED),
		*_entering("Cancels", "cancelled"),
	],
	"Resolve": [
		*_happening("Starts", "created"),
		*_entering("Meets", *SOLVED),
		*_entering("Pauses", *WAITING),
		*_entering("Continues", *OPEN),
		*_entering("Cancels", "cancelled"),
	],
	"Triage": [
		*_happening("Starts", "created"),
		*_happening("Meets", "categorised"),
		*_entering("Cancels", "cancelled"),
	],
	"Next Reply": [
		*_happening("Starts", "created", "customer_reply"),
		*_happening("Meets", "public_reply"),
		*_entering("Meets", *SOLVED),
		*_happening("Restarts", "customer_reply"),
		*_entering("Cancels", "cancelled"),
	],
}


def ensure_clock_kinds() -> None:
	"""Make those that are missing; what staff have changed stays."""
	present = set(frappe.get_all("SD Clock Kind", pluck="name"))
	for title, triggers in CLOCK_KINDS.items():
		if title not in present:
			_make(title, triggers)


def _make(title: str, triggers: list[dict[str, Any]]) -> None:
	frappe.get_doc({"doctype": "SD Clock Kind", "title": title, "triggers": triggers}).insert()
