"""A mail server in trouble is left alone for a while: told once, shown at the list of messages, ended by a success.

The pause is kept in Redis. Should it be lost, the server is asked once more than it had to be.
"""

import time
from typing import Any

import frappe

KEY = "servicedesk_mail_hold"
FIRST_SECONDS, LONGEST_SECONDS = 60, 900
# After so long without a run in trouble it is another trouble, told anew.
REMEMBERED_SECONDS = 86_400


def is_on(sender: str) -> bool:
	"""Whether the sender's mail server is to be left alone now."""
	return float(trouble(sender).get("until", 0)) > time.time()


def trouble(sender: str) -> dict[str, Any]:
	"""What is wrong with the sender's mail server: `words`, `since` and `until` (Unix time), `times`; else nothing."""
	return dict(frappe.cache.get_value(_key(sender), expires=True) or {})


def begin(sender: str, words: str) -> None:
	"""Leave the server alone: a minute, then twice as long each time, at most a quarter of an hour."""
	before = trouble(sender)
	times = int(before.get("times", 0)) + 1
	pause = min(FIRST_SECONDS * 2 ** min(times - 1, 10), LONGEST_SECONDS)
	now = time.time()
	entry = {"words": words, "since": before.get("since", now), "until": now + pause, "times": times}
	frappe.cache.set_value(_key(sender), entry, expires_in_sec=REMEMBERED_SECONDS)
	if not before:
		frappe.log_error(f"The mail server of {sender} takes no mail", words)


def end(sender: str) -> None:
	"""It works again, or somebody wants it tried now."""
	frappe.cache.delete_value(_key(sender))


def _key(sender: str) -> str:
	return f"{KEY}::{sender}"
