"""Caches outside the database, which know nothing of its transactions."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import frappe
from redis.exceptions import ConnectionError as NoCache

# Longer than any request: what began before a change ends within this time, and with it the old view of the tables.
CHANGE_SECONDS = 120
# What was changed past every way that forgets (by a statement of somebody's own) is seen after this time at the latest.
KEEP_SECONDS = 600
EVERYTHING = "*"
TRANSACTION = "servicedesk_transaction"


@dataclass
class _Transaction:
	"""What the running transaction has read and may not keep for others, and what it has changed itself."""

	read: dict[tuple[str, str], Any] = field(default_factory=dict)
	changed: set[tuple[str, str]] = field(default_factory=set)

	def has_changed(self, name: str, key: str) -> bool:
		"""Whether it has changed that value, or all values of the kind."""
		return (name, key) in self.changed or (name, EVERYTHING) in self.changed


def forget_now_and_after(forget: Callable[[], object]) -> None:
	"""Call `forget` at once and when the transaction ends: a reader in between may have stored the old value again."""
	forget()
	frappe.db.after_commit.add(forget)
	frappe.db.after_rollback.add(forget)


class KeptValues:
	"""Values that were read from the tables, each kept in the cache under its key.

	Whoever changes what a value is made of forgets it; from then on it is read anew, and kept again only when no
	request can be left that still sees the tables as they were before the change. Meanwhile a transaction reads it once:
	it would see the same a second time.
	"""

	def __init__(self, name: str) -> None:
		"""`name`: the cache's, in which every value of this kind is."""
		self.name = name

	def value(self, key: str, read: Callable[[str], Any]) -> Any:
		"""The kept value of `key`, else what `read` says of it."""
		kept = frappe.cache.hget(self.name, key)
		if kept is None:
			mine = _transaction()
			if (self.name, key) in mine.read:
				return mine.read[self.name, key]
			kept = read(key)
			# What this transaction has changed may be undone by a savepoint: that is read each time.
			if not self.keep(key, kept) and not mine.has_changed(self.name, key):
				mine.read[self.name, key] = kept
		return kept

	def keep(self, key: str, value: Any) -> bool:
		"""Store a value, unless it may have been read as it was before a change; return whether it was.

		This request may see the tables as they were when it began, and a change since then has forgotten the value
		before it was stored here. Whoever changes it marks it first and forgets it then; so storing first and asking
		for the mark then leaves no gap.
		"""
		frappe.cache.hset(self.name, key, value)
		if frappe.cache.exists(self._changed(key), self._changed(EVERYTHING)):
			frappe.cache.hdel(self.name, key)
			return False
		self._limit()
		return True

	def forget(self, key: str) -> None:
		"""Make the next reader see what has changed.

		Forgotten at once and when the transaction ends: a request in between may have stored the old value again.
		"""
		forget_now_and_after(partial(self._forget, key))

	def forget_all(self) -> None:
		"""The same for every key: after a change of names, or of many values at once."""
		forget_now_and_after(self._forget_all)

	def _forget(self, key: str) -> None:
		self._change(key)
		frappe.cache.set_value(self._changed(key), 1, expires_in_sec=CHANGE_SECONDS)
		frappe.cache.hdel(self.name, key)

	def _forget_all(self) -> None:
		self._change(EVERYTHING)
		frappe.cache.set_value(self._changed(EVERYTHING), 1, expires_in_sec=CHANGE_SECONDS)
		frappe.cache.delete_value(self.name)

	def _change(self, key: str) -> None:
		mine = _transaction()
		mine.changed.add((self.name, key))
		mine.read.clear()

	def _changed(self, key: str) -> str:
		return f"{self.name}_changed:{key}"

	def _limit(self) -> None:
		"""Let all values go at once when the time is over that the oldest may be kept."""
		with suppress(NoCache):
			key = frappe.cache.make_key(self.name)
			if frappe.cache.ttl(key) < 0:
				frappe.cache.expire(key, KEEP_SECONDS)


def _transaction() -> _Transaction:
	mine: _Transaction | None = getattr(frappe.local, TRANSACTION, None)
	if mine is None:
		mine = _Transaction()
		setattr(frappe.local, TRANSACTION, mine)
		frappe.db.after_commit.add(_end)
		frappe.db.after_rollback.add(_end)
	return mine


def _end() -> None:
	setattr(frappe.local, TRANSACTION, None)
