"""Sends requests exactly as they are written: paths with dots, doubled slashes and broken codes stay as they are."""

import http.client
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode, urlsplit

REPOSITORY = Path(__file__).resolve().parents[2]
SITE = os.environ.get("SERVICEDESK_TEST_SITE", "test.localhost")
MARK = "X-Service-Desk-Gate"
ANSWER_SECONDS = 60
# What the front refuses by itself: not readable, not there, not by a link, too many.
REFUSED_BY_FRONT = frozenset({400, 404, 405, 413, 414, 421, 429})


@dataclass(frozen=True)
class Answer:
	"""What came back."""

	status: int
	headers: Mapping[str, str]
	cookies: tuple[str, ...]
	body: bytes

	@property
	def mark(self) -> str:
		"""The gate's mark, empty where the gate let the request pass."""
		return self.headers.get(MARK.lower(), "")

	def json(self) -> dict[str, object]:
		"""The body as JSON, empty where it is none."""
		try:
			found = json.loads(self.body)
		except ValueError:
			return {}
		return found if isinstance(found, dict) else {}


@dataclass(frozen=True)
class Session:
	"""Somebody's session and its token for changes, without which the framework refuses before the gate is asked."""

	sid: str = ""
	token: str = ""


NOBODY = Session()


class Door:
	"""One way into the site: the web server itself, or the front before it. Keeps its connection."""

	def __init__(self, address: str, headers: Mapping[str, str] | None = None) -> None:
		parts = urlsplit(address)
		self.host, self.port = parts.hostname or "localhost", parts.port or 80
		self.headers = dict(headers or {})
		self.connection = http.client.HTTPConnection(self.host, self.port, timeout=ANSWER_SECONDS)

	def ask(
		self,
		method: str,
		path: str,
		session: Session = NOBODY,
		headers: Mapping[str, str] | None = None,
		body: bytes = b"",
	) -> Answer:
		"""Send one request; `path` is sent as it stands. `session` says who asks."""
		sent = {"Accept": "application/json", **self.headers, **(headers or {})}
		if session.sid:
			sent |= {"Cookie": f"sid={session.sid}", "X-Frappe-CSRF-Token": session.token}
		if body or method in ("POST", "PUT", "PATCH", "DELETE"):
			sent["Content-Length"] = str(len(body))
		try:
			return self._send(method, path, sent, body)
		except (http.client.HTTPException, ConnectionError):
			self.connection.close()  # an idle connection may have been closed by the other side
			return self._send(method, path, sent, body)

	def form(self, path: str, values: Mapping[str, str], session: Session = NOBODY, **headers: str) -> Answer:
		"""Post a form."""
		sent = {"Content-Type": "application/x-www-form-urlencoded", **headers}
		return self.ask("POST", path, session, sent, urlencode(values).encode())

	def data(self, path: str, values: object, session: Session = NOBODY, method: str = "POST") -> Answer:
		"""Send JSON."""
		return self.ask(
			method, path, session, {"Content-Type": "application/json"}, json.dumps(values).encode()
		)

	def _send(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
		self.connection.putrequest(method, path, skip_host="Host" in headers, skip_accept_encoding=True)
		for name, value in headers.items():
			self.connection.putheader(name, value)
		self.connection.endheaders(body or None)
		response = self.connection.getresponse()
		content = response.read()
		fields = {name.lower(): value for name, value in response.getheaders()}
		cookies = tuple(value for name, value in response.getheaders() if name.lower() == "set-cookie")
		return Answer(response.status, fields, cookies, content)


def web_server() -> Door:
	"""The web server, without the front."""
	address = os.environ.get("SERVICEDESK_TEST_WEB_SERVER")
	if not address:
		ports = json.loads((REPOSITORY / "config" / "ports.json").read_text(encoding="utf-8"))
		address = f"http://127.0.0.1:{ports['web']}"
	return Door(address, {"X-Frappe-Site-Name": SITE})


def front() -> Door:
	"""The front of the test site."""
	return Door(os.environ.get("SERVICEDESK_TEST_ADDRESS", "http://localhost:8090"))


def sign_in(door: Door, user: str, password: str) -> Session:
	"""Return a new session of `user`."""
	answer = door.form("/portal/sign-in", {"usr": user, "pwd": password})
	for cookie in answer.cookies:
		name, _equals, value = cookie.partition(";")[0].partition("=")
		if name == "sid" and value:
			token = door.ask("GET", "/portal/session", Session(value)).json()["csrf_token"]
			return Session(value, str(token))
	raise AssertionError(f"{user} could not sign in: {answer.status} {answer.body[:200]!r}")
