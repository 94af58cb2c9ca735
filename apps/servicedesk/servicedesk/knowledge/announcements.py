"""Announcements: what staff tell customers on the portal, for whom and how long (manual internal-desk 7)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import frappe
from frappe.utils import now_datetime

from servicedesk.shared.forgetting import KeptValues

DOCTYPE, CUSTOMER = "SD Announcement", "SD Announcement Customer"
MOST_SHOWN = 50
COLUMNS = ["name", "title", "importance", "content", "shown_from", "shown_until"]
# What is shown now or will be, and to whom: few rows, the same for every reader, and asked for on every first page.
_kept = KeptValues("servicedesk_announcements")
EVERYBODY = "all"


@dataclass(frozen=True)
class Announcement:
	"""An announcement; times as they are stored. `customers`: whom it is for, none for everybody."""

	name: str
	title: str
	importance: str
	content: str
	shown_from: datetime
	shown_until: datetime | None
	customers: tuple[str, ...]

	def is_for(self, customers: Collection[str], now: datetime) -> bool:
		"""Whether whoever acts for these customers sees it at that time."""
		is_time = self.shown_from <= now and (self.shown_until is None or now < self.shown_until)
		return is_time and (not self.customers or any(customer in customers for customer in self.customers))


def announcements_for(customers: Collection[str]) -> list[Announcement]:
	"""What whoever acts for these customers is told now: outages first, then the newest. Nothing is read on a warm cache."""
	now = now_datetime()
	found = [Announcement(**row) for row in _kept.value(EVERYBODY, _read)]
	seen = [item for item in found if item.is_for(customers, now)]
	return sorted(seen, key=lambda item: item.importance != "Outage")[:MOST_SHOWN]


def forget_announcements() -> None:
	"""Let the next reader see what has changed."""
	_kept.forget(EVERYBODY)


def _read(_key: str) -> list[dict[str, Any]]:
	rows = frappe.get_all(
		DOCTYPE,
		or_filters=[["shown_until", "is", "not set"], ["shown_until", ">", now_datetime()]],
		fields=COLUMNS,
		order_by="shown_from desc, name",
		limit=0,
	)
	links = {"parent": ("in", [row.name for row in rows]), "parenttype": DOCTYPE}
	audience: dict[str, list[str]] = {}
	for link in frappe.get_all(CUSTOMER, links, ["parent", "customer"], limit=0) if rows else []:
		audience.setdefault(link.parent, []).append(link.customer)
	return [
		{**row, "content": row.content or "", "customers": tuple(audience.get(row.name, ()))} for row in rows
	]
