"""Devices that people have asked to be told on: each browser's address at its push service, and its keys.

A device is one person's. It is forgotten when its person signs out there, and when its service says that it is gone.
"""

import hashlib
from typing import Any

import frappe
from frappe import _
from frappe.utils import now_datetime

from servicedesk.messaging.push_sealing import BadKeys, browser_key, browser_secret
from servicedesk.messaging.push_service import NoService, checked_address
from servicedesk.shared.errors import refuse
from servicedesk.shared.forgetting import KeptValues
from servicedesk.shared.rows import STANDARD_COLUMNS, insert_rows, standard_values

SUBSCRIPTION = "SD Push Subscription"
COLUMNS = (*STANDARD_COLUMNS, "user", "endpoint", "browser_key", "secret", "failures")
MOST_OF_A_PERSON = 10
ANYBODY = "anybody"
_kept = KeptValues("servicedesk_push")


def keep(user: str, endpoint: str, key: str, secret: str) -> str:
	"""Remember this device as the user's, whosever it was; return its name. Raises Refused for what no browser sends."""
	try:
		checked_address(endpoint)
		browser_key(key)
		browser_secret(secret)
	except (NoService, BadKeys):
		refuse({"endpoint": _("Something went wrong on our side. Please try again in a moment.")})
	name = hashlib.sha256(endpoint.encode()).hexdigest()[:32]
	_forget({"name": name})
	_make_room(user)
	row = (*standard_values(name, now_datetime()), user, endpoint, key, secret, 0)
	insert_rows(SUBSCRIPTION, COLUMNS, [row], ignore_existing=True)
	_kept.forget(ANYBODY)
	return name


def is_of(user: str, name: str) -> bool:
	"""Whether the device of that name is this user's. One statement."""
	return bool(name and frappe.db.exists(SUBSCRIPTION, {"name": name, "user": user}))


def forget(user: str, name: str) -> None:
	"""Tell the user nothing more on this device of theirs."""
	if name:
		_forget({"name": name, "user": user})


def forget_all(user: str) -> None:
	"""The same of all devices of the user."""
	_forget({"user": user})


def gone(name: str) -> None:
	"""The service has said that there is no such device any more."""
	_forget({"name": name})


def devices_of(users: set[str]) -> list[tuple[str, str]]:
	"""The names of their devices, each with its user. Nothing is asked on a warm cache where nobody has a device."""
	if not users or not _kept.value(ANYBODY, _is_there_any):
		return []
	return list(
		frappe.get_all(
			SUBSCRIPTION, {"user": ("in", sorted(users))}, ["name", "user"], as_list=True, order_by="name"
		)
	)


def removed(doc: Any, method: str | None = None) -> None:
	"""Forget the devices of a user who is deleted. Hook: `on_trash`."""
	_forget({"user": doc.name})


def _is_there_any(_key: str) -> int:
	try:
		return int(bool(frappe.db.sql("select 1 from `tabSD Push Subscription` limit 1")))
	except frappe.db.ProgrammingError as problem:
		# An upgrade is under way: its code is here, its table is not. Nobody's request fails for that.
		if not frappe.db.is_table_missing(problem):
			raise
		return 0


def _make_room(user: str) -> None:
	"""A browser that is set up anew leaves its old address behind: the oldest go."""
	names = frappe.get_all(SUBSCRIPTION, {"user": user}, pluck="name", order_by="creation desc, name")
	if old := names[MOST_OF_A_PERSON - 1 :]:
		_forget({"name": ("in", old)})


def _forget(which: dict[str, Any]) -> None:
	"""What waits for a device that is no more is dropped at its delivery.

	That somebody has a device may be believed for a while longer; it costs a statement and nothing else.
	"""
	frappe.db.delete(SUBSCRIPTION, which)
