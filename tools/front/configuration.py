"""Nginx's configuration and the error pages, from settings. Standard library only.

``render.py`` says what this repository's own bench serves; everything that a test or another bench may want
otherwise is a field of Settings or Site.
"""

import os
import pwd
import re
import socket
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from front import error_pages, messages
from front.branding import Branding

HERE = Path(__file__).resolve().parent
MIME_TYPES = Path("/etc/nginx/mime.types")
LOOPBACK = ("127.0.0.1", "::1")
OWN_NAMES = ("localhost", "127.0.0.1", "[::1]")
PLACEHOLDER = re.compile(r"@([a-z_]+)@")
# What may stand in a name or path that goes into the configuration.
SAFE_NAME = re.compile(r"^[A-Za-z0-9._\-\[\]:]+$")
SAFE_PATH = re.compile(r"^/[^\s\"';{}$\\]*$")

# By POST only, and limited like signing in: the framework limits these for POST alone, or they take a password.
POST_ONLY_METHODS = (
	"frappe.core.doctype.user.user.reset_password",
	"frappe.core.doctype.user.user.update_password",
	"frappe.core.doctype.user.user.sign_up",
	"frappe.www.login.send_login_link",
	"frappe.website.doctype.web_form.web_form.accept",
	"frappe.www.contact.send_message",
	"frappe.twofactor.send_token_via_sms",
	"frappe.twofactor.send_token_via_email",
)
# As regular expressions: links to a new password hold their secret in the path.
SIGN_IN_PATHS = (
	"/",
	"/login",
	"/update-password",
	"/portal/sign-in",
	"/portal/register",
	"/portal/forgotten",
	"/portal/forgotten/answer",
	"/portal/access/[^/]+",
	"/portal/password/new",
)
# Signing out from the website's menu, and the way back from Google's consent page.
COMMANDS_BY_GET = (
	"web_logout",
	"frappe.integrations.doctype.google_calendar.google_calendar.google_callback",
)
DESK_POLICY = (
	"default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
	"img-src 'self' data: blob:; media-src 'self' data: blob:; font-src 'self' data:; frame-src 'self' blob:; "
	"worker-src 'self' blob:; object-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
PORTAL_POLICY = (
	"default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'; "
	"base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


@dataclass(frozen=True)
class Site:
	"""One site and the address it is served at.

	``names`` are the host names that reach it, the first of which the web server is told. The limits count one
	client address: signing in a minute, other changes a second; the bursts pass at once on top of the rate.
	"""

	name: str
	port: int
	names: Sequence[str]
	sign_in_per_minute: int = 30
	sign_in_burst: int = 60
	writing_per_second: int = 30
	writing_burst: int = 300


@dataclass(frozen=True)
class Settings:
	"""Everything the configuration depends on. Durations in seconds."""

	folder: Path
	sites_folder: Path
	sites: Sequence[Site]
	web_port: int
	realtime_port: int
	branding: Branding = field(default_factory=Branding)
	addresses: Sequence[str] = LOOPBACK
	scheme: str = "http"
	access_log: str = "/dev/stdout"
	error_log: str = "stderr"
	body_megabytes: int = 26
	answer_seconds: int = 120
	web_idle_seconds: int = 20
	sockets_per_client: int = 300


class Unsafe(ValueError):
	"""A name or path that cannot stand in the configuration."""


def own_names() -> tuple[str, ...]:
	"""The names by which this machine calls itself."""
	found = (*OWN_NAMES, socket.gethostname().lower(), socket.getfqdn().lower())
	return tuple(dict.fromkeys(name for name in found if SAFE_NAME.match(name)))


def own_addresses() -> tuple[str, ...]:
	"""Loopback, and the addresses behind the machine's own name, as far as they can be listened on."""
	try:
		found = [str(entry[4][0]) for entry in socket.getaddrinfo(socket.gethostname(), None)]
	except OSError:
		found = []
	return tuple(address for address in dict.fromkeys((*LOOPBACK, *found)) if _can_listen(address))


def _can_listen(address: str) -> bool:
	"""Whether the machine has an address; link-local ones (with %) need more than a number to listen on."""
	family = socket.AF_INET6 if ":" in address else socket.AF_INET
	try:
		with socket.socket(family, socket.SOCK_STREAM) as probe:
			probe.bind((address, 0))
	except OSError:
		return False
	return "%" not in address


def write(settings: Settings) -> Path:
	"""Write the configuration, the error pages and the folders they need; return the configuration's path.

	Raises Unsafe for a name or path that nginx would read as something else.
	"""
	_check(settings)
	for folder in ("temporary", "errors"):
		(settings.folder / folder).mkdir(parents=True, exist_ok=True)
	error_pages.write(settings.folder / "errors", settings.branding, settings.body_megabytes - 1)
	file = settings.folder / "nginx.conf"
	file.write_text(text(settings), encoding="utf-8")
	return file


def _check(settings: Settings) -> None:
	for name in [name for site in settings.sites for name in (site.name, *site.names)]:
		if not SAFE_NAME.match(name):
			raise Unsafe(f"“{name}” is no name that the front can serve.")
	for path in (settings.folder, settings.sites_folder):
		if not SAFE_PATH.match(str(path)):
			raise Unsafe(
				f"The front cannot work in “{path}”: use a path without spaces and special characters."
			)


def text(settings: Settings) -> str:
	"""The text of nginx's configuration."""
	return _fill(
		"nginx.conf",
		{
			"user": _user_line(settings.sites_folder),
			"folder": str(settings.folder),
			"mime_types": str(MIME_TYPES),
			"access_log": settings.access_log,
			"error_log": settings.error_log,
			"body_megabytes": str(settings.body_megabytes),
			"web_address": f"127.0.0.1:{settings.web_port}",
			"web_idle_seconds": str(settings.web_idle_seconds),
			"realtime_address": f"127.0.0.1:{settings.realtime_port}",
			"commands_by_get": _one_of(COMMANDS_BY_GET),
			"post_only_methods": _one_of(POST_ONLY_METHODS),
			"sign_in_paths": _one_of([path.rstrip("/") for path in SIGN_IN_PATHS]),
			"zones": "".join(_zones(number, site) for number, site in enumerate(settings.sites)),
			"desk_policy": DESK_POLICY,
			"portal_policy": PORTAL_POLICY,
			"scheme": settings.scheme,
			"default_language": settings.branding.language,
			"error_pages": "".join(
				f"\terror_page {status} /.front/$language/{status}.$error_format;\n"
				for status in sorted(messages.MESSAGES)
			),
			"servers": "\n".join(
				_server(settings, number, site) for number, site in enumerate(settings.sites)
			),
		},
	)


def _fill(template: str, values: dict[str, str]) -> str:
	"""A template with its placeholders filled; KeyError for one without a value."""
	source = (HERE / f"{template}.template").read_text(encoding="utf-8")
	return PLACEHOLDER.sub(lambda found: values[found[1]], source)


def _one_of(names: Sequence[str]) -> str:
	"""Names as the alternatives of a regular expression."""
	return "|".join(name.replace(".", r"\.") for name in names)


def _user_line(folder: Path) -> str:
	"""Who the worker processes are: as root, whoever owns the sites, so that they can read the files."""
	if os.geteuid() != 0:
		return ""
	return f"user {pwd.getpwuid(folder.stat().st_uid).pw_name};"


def _zones(number: int, site: Site) -> str:
	return (
		f"\tlimit_req_zone $sign_in_client zone=sign_in_{number}:1m rate={site.sign_in_per_minute}r/m;\n"
		f"\tlimit_req_zone $writing_client zone=writing_{number}:2m rate={site.writing_per_second}r/s;\n"
	)


def _server(settings: Settings, number: int, site: Site) -> str:
	values = {
		"names": " ".join(dict.fromkeys(site.names)),
		"host": f"{site.names[0]}:{site.port}",
		"site": site.name,
		"number": str(number),
		"sites": str(settings.sites_folder),
		"folder": str(settings.folder),
		"scheme": settings.scheme,
		"sign_in_burst": str(site.sign_in_burst),
		"writing_burst": str(site.writing_burst),
		"sockets_per_client": str(settings.sockets_per_client),
		"answer_seconds": str(settings.answer_seconds),
		"error_policy": error_pages.policy(settings.branding),
	}
	values["error_location"] = _fill("error_pages.conf", values)
	values["proxy_headers"] = _fill("proxy_headers.conf", values).rstrip("\n")
	served = _fill("server.conf", values | {"listens": _listens(settings.addresses, site.port, "")})
	refused = _fill(
		"unknown_host.conf", values | {"listens": _listens(settings.addresses, site.port, " default_server")}
	)
	return served + "\n" + refused


def _listens(addresses: Sequence[str], port: int, suffix: str) -> str:
	bracketed = [f"[{address}]" if ":" in address else address for address in addresses]
	return "\n".join(f"\t\tlisten {address}:{port}{suffix};" for address in bracketed)
