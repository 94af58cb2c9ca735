"""How often a name may be tried at a directory, and for how long a source that is down is left alone.

Both are kept in Redis and vanish by themselves. Names are kept as hashes.
"""

import hashlib

import frappe

# While a source is down each attempt would keep a process of the web server waiting for its time-out.
REST_SECONDS = 15


def check(name: str) -> None:
	"""Raise frappe.SecurityException when this name failed too often; the numbers are those of System Settings."""
	most = _setting("allow_consecutive_login_attempts")
	if most and int(frappe.cache.get(_key("failed", name)) or 0) >= most:
		raise frappe.SecurityException


def failed(name: str) -> None:
	"""Count a wrong password. The first one's time limit stays, so that nobody is locked out for good."""
	key = _key("failed", name)
	frappe.cache.set(key, 0, nx=True, ex=_setting("allow_login_after_fail") or 60)
	frappe.cache.incr(key)


def forget(name: str) -> None:
	"""Begin counting anew for somebody who has proved who they are."""
	frappe.cache.delete(_key("failed", name))


def rest(source: str) -> None:
	"""Note that a source is down."""
	frappe.cache.set(_key("down", source), 1, ex=REST_SECONDS)


def wake(source: str) -> None:
	"""Note that a source answers."""
	frappe.cache.delete(_key("down", source))


def rests(source: str) -> bool:
	"""Whether a source was down a moment ago."""
	return bool(frappe.cache.exists(_key("down", source)))


def _setting(name: str) -> int:
	return int(frappe.get_cached_value("System Settings", "System Settings", name) or 0)


def _key(what: str, name: str) -> str:
	digest = hashlib.sha256(name.encode()).hexdigest()[:32]
	return str(frappe.cache.make_key(f"servicedesk_directory_{what}:{digest}"), "utf-8")
