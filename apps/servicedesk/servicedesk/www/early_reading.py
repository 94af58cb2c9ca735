"""What every page of a signed-in reader asks the cache for, asked for in one go: a question each takes longer than all.

The answers lie where the framework looks first (`frappe.local.cache`), as if each had just been asked for.
"""

import pickle
from contextlib import suppress

import frappe
from redis.exceptions import ConnectionError as NoCache

from servicedesk.self_service.request_activity import ORDERS
from servicedesk.shared.scope import SCOPES

SETTINGS = "document_cache::SD Settings::SD Settings"


def read_early(user: str, language: str) -> None:
	"""Fetch what the reader's page will ask for; nothing where this request knows it all, or there is no cache."""
	values = [
		frappe.cache.make_key(name) for name in (SETTINGS, f"document_cache::User::{user}", "time_zone")
	]
	entries = [
		(frappe.cache.make_key(name), key)
		for name, key in (
			(SCOPES.name, user),
			(ORDERS.name, user),
			("roles", user),
			("user_permissions", user),
			("workflow", "SD Ticket"),
			("merged_translations", language),
			("lang_user_translations", language),
		)
	]
	known = frappe.local.cache
	values = [name for name in values if name not in known]
	entries = [(name, key) for name, key in entries if key not in known.get(name, ())]
	if not values and not entries:
		return
	with suppress(NoCache):
		_fetch(values, entries)


def _fetch(values: list[bytes], entries: list[tuple[bytes, str]]) -> None:
	together = frappe.cache.pipeline(transaction=False)
	for name in values:
		together.execute_command("GET", name)
	for name, key in entries:
		together.execute_command("HGET", name, key)
	found = [None if stored is None else pickle.loads(stored) for stored in together.execute()]  # noqa: S301 - the framework's own cache
	for name, value in zip(values, found, strict=False):
		if value is not None:
			frappe.local.cache[name] = value
	for (name, key), value in zip(entries, found[len(values) :], strict=True):
		if value is not None:
			frappe.local.cache.setdefault(name, {})[key] = value
