"""How often a name may be tried at a directory, and for how long a source that is down is left alone.

Both are kept in Redis and vanish by themselves. People's names are kept as hashes.
"""

import hashlib

import frappe

# While a source is down each attempt would keep a process of the web server waiting for its time-out.
REST_SECONDS = 15
# Where System Settings leave guessing unlimited: a directory has people to protect who never come here.
MOST = 10
WINDOW_SECONDS = 10 * 60
DOWN = "servicedesk_directory_down"


def check(name: str) -> None:
	"""Raise frappe.SecurityException when this name failed too often: as often as local accounts may, or MOST."""
	most = _setting("allow_consecutive_login_attempts") or MOST
	if int(frappe.cache.get(_key(name)) or 0) >= most:
		raise frappe.SecurityException


def failed(name: str) -> None:
	"""Count a wrong password. The first one's time limit stays, so that nobody is locked out for good."""
	key = _key(name)
	seconds = _setting("allow_login_after_fail") if _setting("allow_consecutive_login_attempts") else 0
	seconds = seconds or WINDOW_SECONDS
	frappe.cache.set(key, 0, nx=True, ex=seconds)
	frappe.cache.incr(key)
	if frappe.cache.ttl(key) < 0:
		# It ended between the two calls, and the second made one without a limit, which would count for ever.
		frappe.cache.expire(key, seconds)


def forget(name: str) -> None:
	"""Begin counting anew for somebody who has proved who they are."""
	frappe.cache.delete(_key(name))


def rest(source: str) -> None:
	"""Note that a source is down."""
	frappe.cache.set_value(f"{DOWN}:{source}", 1, expires_in_sec=REST_SECONDS)


def wake(source: str) -> None:
	"""Note that a source answers."""
	frappe.cache.delete_value(f"{DOWN}:{source}")


def rests(source: str) -> bool:
	"""Whether a source was down a moment ago."""
	return bool(frappe.cache.get_value(f"{DOWN}:{source}", expires=True))


def _setting(name: str) -> int:
	return int(frappe.get_cached_value("System Settings", "System Settings", name) or 0)


def _key(name: str) -> str:
	digest = hashlib.sha256(name.encode()).hexdigest()[:32]
	return str(frappe.cache.make_key(f"servicedesk_directory_failed:{digest}"), "utf-8")
