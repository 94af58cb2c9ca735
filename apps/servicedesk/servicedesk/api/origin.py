"""Where a request came from, and where an answer may send people. Standard library only."""

import re
from collections.abc import Collection, Iterable
from urllib.parse import urlsplit

# One slash, then no second one: browsers read "//host" and "/\host" as another host, and they drop tabs and
# line breaks inside an address before they read it.
_RELATIVE = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")
_REDIRECT_PARAMETERS = frozenset({"redirectto", "returnto"})


def is_relative(address: object) -> bool:
	"""Whether `address` can only lead to a page of this site."""
	return isinstance(address, str) and _RELATIVE.fullmatch(address) is not None


def is_redirect_parameter(name: str) -> bool:
	"""Whether a parameter called `name` says where to go afterwards."""
	return name.lower().replace("-", "").replace("_", "") in _REDIRECT_PARAMETERS


def leads_away(parameters: Iterable[tuple[str, object]]) -> bool:
	"""Whether one of `parameters` (name, value) would send people to another site afterwards."""
	return any(
		value and is_redirect_parameter(str(name)) and not is_relative(value) for name, value in parameters
	)


def is_foreign(fetch_site: str, origin: str, own_hosts: Collection[str]) -> bool:
	"""Whether a browser says that a page of another site started this request.

	`fetch_site` and `origin` are the headers Sec-Fetch-Site and Origin, empty where missing: programs send
	neither, and browsers leave out the first on plain HTTP. `own_hosts` are the names, with port, under which
	the site was asked for; they are compared without regard to case.
	"""
	if fetch_site in ("same-origin", "none"):
		return False
	if fetch_site == "cross-site":
		return True
	return bool(origin) and host_of(origin) not in {host.lower() for host in own_hosts}


def host_of(address: str) -> str:
	"""Return host and port of an address or Origin header; empty where it has none ("null") or makes no sense."""
	try:
		return urlsplit(address).netloc.lower()
	except ValueError:
		return ""
