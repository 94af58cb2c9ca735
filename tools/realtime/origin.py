"""Which requests may come in at all: those of pages that this very address served.

A browser names the page a request comes from in ``Origin``, and no script can forge it. Were the address not
compared, any page in the same browser could open a socket here with the user's own cookie.
"""

from collections.abc import Mapping
from urllib.parse import urlsplit

DEFAULT_PORTS = {"http": 80, "https": 443}
Address = tuple[str, str, int]


def address(scheme: str, authority: str) -> Address | None:
	"""Scheme, host name and port of ``host[:port]``, the port by scheme where it is left out; None when malformed."""
	if scheme not in DEFAULT_PORTS:
		return None
	try:
		parts = urlsplit(f"//{authority}")
		port = parts.port
	except ValueError:
		return None
	if not parts.hostname or parts.netloc != authority or "@" in authority:
		return None
	return scheme, parts.hostname, port or DEFAULT_PORTS[scheme]


def origin_address(origin: str) -> Address | None:
	"""Scheme, host name and port of an ``Origin`` header; None for ``null`` and for anything that is no origin."""
	scheme, separator, authority = origin.partition("://")
	return address(scheme, authority) if separator else None


def own_address(headers: Mapping[str, str]) -> Address | None:
	"""The address the browser asked for.

	The front gives every request the same Host and names the browser's own in X-Forwarded-Host, which it
	overwrites. Without the front in between there is only Host; a browser's script can set neither for another
	site's page.
	"""
	scheme = headers.get("X-Forwarded-Proto", "http")
	return address(scheme, headers.get("X-Forwarded-Host") or headers.get("Host", ""))


def refusal(method: str, headers: Mapping[str, str]) -> str | None:
	"""Why a request may not come in; None when it may.

	Browsers send ``Origin`` with every POST and every websocket, but not with a GET to the page's own address.
	Such a GET can open a polling connection, but nothing is joined before a POST or a websocket follows.
	"""
	origin = headers.get("Origin")
	if origin is not None:
		found = origin_address(origin)
		if found and found == own_address(headers):
			return None
		return f"The Origin {origin[:100]!r} is not this address."
	if method != "GET" or "Upgrade" in headers:
		return "An Origin is needed."
	if headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
		return "The request comes from another site."
	return None
