"""Thousands of requests for closed things, each spelled in some odd way: none may get past the gate.

Whatever gets past must be something that is open to all, spelled plainly; and whatever the framework would have
answered is recognised by its content, should the gate's mark ever be missing.
"""

import json
import random
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import parse_qs, quote, unquote, urlencode

import pytest

from tests.security.conftest import People
from tests.security.http_door import REFUSED_BY_FRONT, Answer, Door, front, web_server
from tests.security.whitelisted import closed_functions, own_closed_functions

pytestmark = [pytest.mark.site, pytest.mark.slow]

SEED = 20260101
THROUGH_THE_FRONT = 10  # every so many requests goes through the front too, which limits how many may
NAMES = (*closed_functions(), *own_closed_functions())
DOCTYPES = (
	"User", "File", "SD Ticket", "SD Customer", "ToDo", "Communication", "DocType", "System Settings", "Contact",
	"SD Portal Account", "SD Equipment", "SD Site", "SD Contract", "SD Access Link", "SD Registration",
	"SD Sign-In Source", "SD Import", "SD Outgoing Message",
)  # fmt: skip
PAGES = (
	"/list",
	"/printview",
	"/app",
	"/backups/x.sql",
	"/User/Administrator",
	"/update-password",
	"/private/backups/x.sql",
)
# What may be answered without the mark: pages and calls that are open, spelled plainly.
OPEN_PATH = re.compile(
	r"/+(?:portal(?:/[^./\\%;?#\x00-\x1f][^/\\%;?#\x00-\x1f]*)*|login|me|robots\.txt|favicon\.ico"
	r"|api/(?:v[12]/)?method/(?:ping|login|frappe\.realtime\.get_user_info))?/?"
)
HARMLESS = frozenset({400, 404, 405, 413, 414, 417, 421, 501, 505})
# What only a dispatched request could say. A page of the portal holds none of it.
DISPATCHED = (b'"data":', b'"results":', b'"docs":', b"frappe.boot", b"Administrator</", b"admin@example.com")


@dataclass(frozen=True)
class Asked:
	"""One request to be."""

	method: str
	path: str
	body: bytes = b""
	content_type: str = ""


Change = Callable[[random.Random, Asked], Asked]


def closed_request(chance: random.Random) -> Asked:
	"""Return a plain request for something that guests and portal users may not have."""
	name, doctype = chance.choice(NAMES), chance.choice(DOCTYPES)
	path = chance.choice(
		(
			f"/api/method/{name}",
			f"/api/v1/method/{name}",
			f"/api/v2/method/{name}",
			f"/api/resource/{quote(doctype)}",
			f"/api/resource/{quote(doctype)}/Administrator?run_method=reset_password",
			f"/api/v2/document/{quote(doctype)}",
			f"/?cmd={name}&doctype={quote(doctype)}",
			f"/portal?cmd={name}",
			chance.choice(PAGES),
		)
	)
	return Asked(chance.choice(("GET", "GET", "POST", "PUT", "DELETE", "PATCH", "HEAD")), path)


def double_slash(chance: random.Random, asked: Asked) -> Asked:
	"""Double one of the path's slashes."""
	places = [at for at, sign in enumerate(asked.path) if sign == "/"]
	at = chance.choice(places)
	return replace(asked, path=asked.path[:at] + "/" + asked.path[at:])


def encode_sign(chance: random.Random, asked: Asked) -> Asked:
	"""Write one sign of the path as a percent code, once or twice."""
	if len(asked.path) == 1:
		return asked
	at = chance.randrange(1, len(asked.path))
	code = f"%{ord(asked.path[at]):02x}" if asked.path[at].isascii() else asked.path[at]
	if chance.random() < 0.2:
		code = code.replace("%", "%25")
	return replace(asked, path=asked.path[:at] + code + asked.path[at + 1 :])


def change_case(chance: random.Random, asked: Asked) -> Asked:
	"""Change the case of one part."""
	parts = asked.path.split("/")
	at = chance.randrange(len(parts))
	parts[at] = chance.choice((str.upper, str.title, str.swapcase))(parts[at])
	return replace(asked, path="/".join(parts))


def step_aside(chance: random.Random, asked: Asked) -> Asked:
	"""Come from an open place by dot segments."""
	step = chance.choice(("..", "%2e%2e", ".%2e", "..;", "..%2f", "..\\", "...", "."))
	return replace(
		asked, path=chance.choice(("/portal/", "/login/", "/api/method/ping/")) + step + asked.path
	)


def add_junk(chance: random.Random, asked: Asked) -> Asked:
	"""Put something behind the path."""
	path, question, query = asked.path.partition("?")
	junk = chance.choice(
		(
			"/",
			"//",
			"/junk",
			"/portal",
			".",
			".html",
			".json",
			";x=1",
			"%00",
			"%0a",
			"%20",
			"%3f",
			"%23",
			"%ff",
			"/%c0%af",
		)
	)
	return replace(asked, path=path + junk + question + query)


def pretend_open(chance: random.Random, asked: Asked) -> Asked:
	"""Add parameters that name something open."""
	pairs = {
		chance.choice(("method", "query", "path", "x")): "servicedesk.api.public.x",
		"redirect-to": "/portal",
	}
	return replace(asked, path=asked.path + ("&" if "?" in asked.path else "?") + urlencode(pairs))


def command_in_body(chance: random.Random, asked: Asked) -> Asked:
	"""Send a closed command in the body of a request for something open."""
	name = chance.choice(NAMES)
	path = chance.choice(("/portal", "/", "/login", "/portal/x", "/api/method/ping", "/robots.txt"))
	value = chance.choice((name, [name], {"cmd": name}, f"{name} ", f" {name}", f"{name}\n", f"{name}\u0000"))
	if chance.random() < 0.5:
		kind = chance.choice(
			("application/json", "application/json; charset=utf-8", "text/plain; application/json")
		)
		return Asked(chance.choice(("POST", "GET", "PUT")), path, json.dumps({"cmd": value}).encode(), kind)
	kind = "application/x-www-form-urlencoded"
	return Asked(chance.choice(("POST", "PUT")), path, urlencode({"cmd": str(name), "x": 1}).encode(), kind)


CHANGES: tuple[Change, ...] = (
	double_slash,
	encode_sign,
	change_case,
	step_aside,
	add_junk,
	pretend_open,
	command_in_body,
)


def made_up(chance: random.Random) -> Asked:
	"""Return one request for something closed, changed up to three times."""
	asked = closed_request(chance)
	for _time in range(chance.randrange(4)):
		asked = chance.choice(CHANGES)(chance, asked)
	return asked


def got_past(door: Door, asked: Asked, answer: Answer) -> bool:
	"""Whether something closed may have been dispatched."""
	if answer.mark:
		return False
	if any(words in answer.body for words in DISPATCHED):
		return True
	if answer.status in HARMLESS or (
		"X-Frappe-Site-Name" not in door.headers and answer.status in REFUSED_BY_FRONT
	):
		return False
	path, _question, query = asked.path.partition("?")
	commanded = not asked.content_type and "cmd" in parse_qs(query)
	return commanded or not OPEN_PATH.fullmatch(unquote(path))


def test_fuzz(people: People, request: pytest.FixtureRequest) -> None:
	"""No odd spelling of something closed gets past the gate."""
	chance = random.Random(SEED)  # noqa: S311 — the same requests in every run
	inner, outer = web_server(), front()
	marked = 0
	total = request.config.getoption("--fuzz-requests")
	for number in range(total):
		asked = made_up(chance)
		session = chance.choice((people.guest, people.portal))
		headers = {"Content-Type": asked.content_type} if asked.content_type else {}
		for door in (inner, outer) if number % THROUGH_THE_FRONT == 0 else (inner,):
			answer = door.ask(asked.method, asked.path, session, headers, asked.body)
			assert not got_past(door, asked, answer), (number, asked, answer.status, answer.body[:500])
			marked += door is inner and bool(answer.mark)
	assert marked > total * 0.8, "most of these requests have to reach the gate, or they show nothing"
