"""What people have starred in the catalogue. Each star is its user's own; customers reach them by the portal only."""

from typing import Any

import frappe

FAVOURITE = "SD Catalogue Favourite"


def of_user(user: str) -> frozenset[str]:
	"""The names of the request types that the user has starred. One statement."""
	return frozenset(frappe.get_all(FAVOURITE, filters={"user": user}, pluck="request_type"))


def keep(user: str, request_type: str, starred: bool) -> None:
	"""Star the request type for the user, or take the star away; what is so already stays so.

	The caller has checked that the user is offered the type.
	"""
	values = {"user": user, "request_type": request_type}
	if not starred:
		frappe.db.delete(FAVOURITE, values)
	elif not frappe.db.exists(FAVOURITE, values):
		_insert(values)


def removed(doc: Any, method: str | None = None) -> None:
	"""Forget the stars of a user or a request type that is deleted. Hook: `on_trash`."""
	frappe.db.delete(FAVOURITE, {"user" if doc.doctype == "User" else "request_type": doc.name})


def _insert(values: dict[str, str]) -> None:
	"""Two clicks at once leave one star: the table has one row for a user and a type."""
	try:
		# ignore_permissions: a person's own star, asked for on the portal; customers may not write the table otherwise
		frappe.get_doc({"doctype": FAVOURITE, **values}).insert(ignore_permissions=True)
	except frappe.UniqueValidationError:
		frappe.clear_messages()
