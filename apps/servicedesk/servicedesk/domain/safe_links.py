"""Addresses that staff put on pages for customers: of this site, or ways of reaching somebody that run nothing."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

LONGEST = 500
_REFUSED_SIGNS = re.compile(r"[\s\\\x00-\x1f\x7f<>\"'`]")
_HOST = re.compile(r"[a-z0-9][a-z0-9.-]*")
_PHONE = re.compile(r"\+?[0-9().-]{2,30}")
_MAIL = re.compile(r"[^@?]+@[^@?]+(\?[^?]*)?")


def is_safe_link(address: str) -> bool:
	"""Whether the address is a page of this site (``/…``), ``https://``, ``mailto:`` or ``tel:``, and nothing in it hides
	where it leads: no other scheme, no name and password before the host, no sign that browsers read as another.
	"""
	if not address or len(address) > LONGEST or _REFUSED_SIGNS.search(address):
		return False
	if address.startswith("/"):
		return not address.startswith("//")
	scheme, _, rest = address.partition(":")
	check = _CHECKS.get(scheme.lower())
	return bool(check and check(rest))


def _is_host(rest: str) -> bool:
	"""Names in letters of other scripts are hosts, too: browsers show how such a name is really spelled."""
	try:
		parts = urlsplit(f"https:{rest}")
		host = (parts.hostname or "").encode("idna").decode()
		_port = parts.port
	except ValueError:
		return False
	return rest.startswith("//") and "@" not in parts.netloc and bool(_HOST.fullmatch(host))


_CHECKS: dict[str, Callable[[str], bool]] = {
	"https": _is_host,
	"mailto": lambda rest: bool(_MAIL.fullmatch(rest)),
	"tel": lambda rest: bool(_PHONE.fullmatch(rest)),
}
