"""People's names."""

import frappe


def full_name(user: str | None) -> str:
	"""The user's name as people write it, from the cache; the address of one without a name, nothing for nobody."""
	return (frappe.get_cached_value("User", user, "full_name") or user) if user else ""
