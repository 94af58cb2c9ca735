"""Caches outside the database, which know nothing of its transactions."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

import frappe
from redis.exceptions import ConnectionError as NoCache

# Longer than any request: what began before a change ends within this time, and with it the old view of the tables.
CHANGE_SECONDS = 120
# What was changed past every way that forgets (by a statement of somebody's own) is seen after this time at the latest.
KEEP_SECONDS = 600
EVERYTHING = "*"


def forget_now_and_after(forget: Callable[[], object]) -> None:
	"""Call `forget` at once and when the transaction ends: a reader in between may have stored the old value again."""
	forget()
	frappe.db.after_commit.add(forget)
	frappe.db.after_rollback.add(forget)


class KeptValues:
	"""Values that were read from the tables, each kept in the cache under its key.

	Whoever changes what a value is made of forgets it; from then on it is read anew, and kept again only when no
	request can be left that still sees the tables as they were before the change.
	"""

	def __init__(self, name: str) -> None:
		"""`name`: the cache's, in which every value of this kind is."""
		self.name = name

	def value(self, key: str, read: Callable[[str], Any]) -> Any:
		"""The kept value of `key`, else what `read` says of it."""
		kept = frappe.cache.hget(self.name, key)
		if kept is None:
			kept = read(key)
			self.keep(key, kept)
		return kept

	def keep(self, key: str, value: Any) -> None:
		"""Store a value, unless it may have been read as it was before a change.

		This request may see the tables as they were when it began, and a change since then has forgotten the value
		before it was stored here. Whoever changes it marks it first and forgets it then; so storing first and asking
		for the mark then leaves no gap.
		"""
		frappe.cache.hset(self.name, key, value)
		if frappe.cache.exists(self._changed(key), self._changed(EVERYTHING)):
			frappe.cache.hdel(self.name, key)
			return
		self._limit()

	def forget(self, key: str) -> None:
		"""Make the next reader see what has changed.

		Forgotten at once and when the transaction ends: a request in between may have stored the old value again.
		"""
		forget_now_and_after(partial(self._forget, key))

	def forget_all(self) -> None:
		"""The same for every key: after a change of names, or of many values at once."""
		forget_now_and_after(self._forget_all)

	def _forget(self, key: str) -> None:
		frappe.cache.set_value(self._changed(key), 1, expires_in_sec=CHANGE_SECONDS)
		frappe.cache.hdel(self.name, key)

	def _forget_all(self) -> None:
		frappe.cache.set_value(self._changed(EVERYTHING), 1, expires_in_sec=CHANGE_SECONDS)
		frappe.cache.delete_value(self.name)

	def _changed(self, key: str) -> str:
		return f"{self.name}_changed:{key}"

	def _limit(self) -> None:
		"""Let all values go at once when the time is over that the oldest may be kept."""
		with suppress(NoCache):
			key = frappe.cache.make_key(self.name)
			if frappe.cache.ttl(key) < 0:
				frappe.cache.expire(key, KEEP_SECONDS)
