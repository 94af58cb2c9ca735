"""The portal's menu: what staff have put into it, else every page that the settings and the reader's rights open."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import frappe
from frappe import _

from servicedesk.self_service import announcements
from servicedesk.self_service.formatting import own_words
from servicedesk.self_service.identity import shows
from servicedesk.shared.visibility import scope_of

HOME = "/portal"
OWN_ADDRESS, MANAGERS = "Own Address", "Managers"


@dataclass(frozen=True)
class MenuItem:
	"""An entry of the menu."""

	label: str
	address: str
	current: bool


@dataclass(frozen=True)
class Target:
	"""A page of the portal that the menu may lead to. Without `usual` only where staff have named it."""

	address: str
	label: Callable[[], str]
	is_open: Callable[[], bool] = lambda: True
	usual: bool = True


def _manages() -> bool:
	return bool(scope_of(frappe.session.user).managed)


# By the choices of SD Menu Item, in the usual order.
TARGETS = {
	"Home": Target(HOME, lambda: _("Home")),
	"New Request": Target("/portal/new", lambda: _("New request")),
	"My Requests": Target("/portal/requests", lambda: _("My requests")),
	"Announcements": Target(
		announcements.ADDRESS, lambda: _("Announcements"), announcements.has_announcements, usual=False
	),
	"Contracts": Target("/portal/contracts", lambda: _("Contracts"), lambda: shows("contracts")),
	"Services": Target("/portal/services", lambda: _("Services"), lambda: shows("services")),
	"Equipment": Target("/portal/equipment", lambda: _("Equipment"), lambda: shows("equipment")),
	"Colleagues": Target("/portal/members", lambda: _("Colleagues"), lambda: shows("members")),
	"Reports": Target("/portal/reports", lambda: _("Reports"), _manages),
	"My Profile": Target("/portal/profile", lambda: _("My profile"), usual=False),
}


def menu(path: str) -> list[MenuItem]:
	"""The entries for the signed-in reader. Nothing is asked on a warm cache."""
	rows = frappe.get_cached_doc("SD Settings").get("portal_menu")
	entries = _chosen(rows) if rows else _usual()
	return [MenuItem(label, address, _is_current(path, address)) for label, address in entries]


def _usual() -> list[tuple[str, str]]:
	return [
		(target.label(), target.address) for target in TARGETS.values() if target.usual and target.is_open()
	]


def _chosen(rows: list[Any]) -> list[tuple[str, str]]:
	"""The rows for this reader: a page that is closed to them is no entry, whatever the row says."""
	entries = []
	for row in rows:
		if row.audience == MANAGERS and not _manages():
			continue
		if row.target == OWN_ADDRESS:
			entries.append((own_words(row.label or "") or row.address, row.address))
		elif (target := TARGETS.get(row.target)) and target.is_open():
			entries.append((own_words(row.label or "") or target.label(), target.address))
	return entries


def _is_current(path: str, address: str) -> bool:
	return path == address or (address != HOME and path.startswith(address + "/"))
