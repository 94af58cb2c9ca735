"""How often somebody may try: counted by account and by the address they come from, known account or not.

Counters stand in Redis under a hash of what they count. Without Redis nobody gets past here.
"""

import hashlib
import math
from typing import Any

import frappe
from frappe import _

WINDOW_SECONDS = 15 * 60
MOST_BY_ACCOUNT = 5
MOST_BY_ADDRESS = 30
PREFIX = "servicedesk_attempts"


class TooManyAttempts(frappe.ValidationError):
	"""Somebody has tried too often; the message says how long to wait."""

	http_status_code = 429


def count(
	purpose: str, account: str = "", *, most: int = MOST_BY_ACCOUNT, by_address: int = MOST_BY_ADDRESS
) -> None:
	"""Count one attempt of this account and of this request's address; raises TooManyAttempts from the first too many.

	With `by_address` 0 the address is not counted.
	"""
	address = frappe.local.request_ip or ""
	waits = [_count(f"{purpose}:address:{address}", by_address)] if address and by_address else []
	if account:
		waits.append(_count(f"{purpose}:account:{account.strip().casefold()}", most))
	if longest := max(waits, default=0):
		minutes = math.ceil(longest / 60)
		frappe.throw(
			_("Too many attempts. Please try again in {0} minutes.").format(minutes), TooManyAttempts
		)


def forget(purpose: str, account: str) -> None:
	"""Begin counting anew for an account that has proved itself."""
	frappe.cache.delete(_key(f"{purpose}:account:{account.strip().casefold()}"))


def take_back(purpose: str) -> None:
	"""Count one attempt of this request's address less: it was none."""
	key = _key(f"{purpose}:address:{frappe.local.request_ip or ''}")
	if frappe.cache.ttl(key) > 0:
		frappe.cache.decr(key)


def _count(counted: str, most: int) -> int:
	"""Count, and return for how many seconds there are too many; 0 while there are not."""
	key = _key(counted)
	# The first one's time limit stays: else a machine that goes on trying would lock the account's owner out for good.
	frappe.cache.set(key, 0, nx=True, ex=WINDOW_SECONDS)
	number = frappe.cache.incr(key)
	seconds = int(frappe.cache.ttl(key))
	if seconds < 0:
		# It ended between the two calls, and the second made one without a limit, which would count for ever.
		frappe.cache.expire(key, WINDOW_SECONDS)
		seconds = WINDOW_SECONDS
	return max(seconds, 1) if number > most else 0


def _key(counted: str) -> Any:
	digest = hashlib.sha256(counted.encode()).hexdigest()[:32]
	return frappe.cache.make_key(f"{PREFIX}:{digest}")
