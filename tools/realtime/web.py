"""Questions to the web server, which alone knows sessions and permissions.

Everything fails closed: an answer that is not clearly yes is a no. Only a web server that cannot be reached
(it restarts, for instance) is asked again, for a while.
"""

import asyncio
import contextlib
import http
import json
import re
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import Any

import aiohttp

ANSWER_SECONDS = 10.0
# Longer than a restart of the web server takes, shorter than the client's own patience (20 seconds).
PATIENCE_SECONDS = 18.0
RETRY_SECONDS = 0.5
# So that any number of sockets leaves the web server most of its threads.
QUESTIONS_AT_ONCE = 3

SESSION_COOKIE = "sid"
SESSION_FORM = re.compile(r"^[A-Za-z0-9_-]{1,140}$")
GUEST = "Guest"
SYSTEM_USER = "System User"

WHO = "/api/method/frappe.realtime.get_user_info"
MAY_READ_TYPE = "/api/method/frappe.realtime.can_subscribe_doctype"
MAY_READ_DOCUMENT = "/api/method/frappe.realtime.can_subscribe_doc"

# What a restarting web server, or the front before it, answers.
AWAY = {http.HTTPStatus.BAD_GATEWAY, http.HTTPStatus.SERVICE_UNAVAILABLE, http.HTTPStatus.GATEWAY_TIMEOUT}


class Unreachable(Exception):
	"""The web server gave no answer within the time there was."""


@dataclass(frozen=True)
class Session:
	"""One browser's session on one site, as its request carried it."""

	site: str
	cookie: str
	client_address: str


@dataclass(frozen=True)
class Person:
	"""Who a session belongs to."""

	user: str
	is_staff: bool

	@property
	def is_guest(self) -> bool:
		"""Whether nobody has signed in."""
		return self.user == GUEST


def session_cookie(cookie_header: str) -> str | None:
	"""The session's id in a Cookie header; None when there is none or it has a form Frappe never gives."""
	try:
		morsel = SimpleCookie(cookie_header).get(SESSION_COOKIE)
	except CookieError:
		return None
	return morsel.value if morsel and SESSION_FORM.match(morsel.value) else None


@dataclass
class WebServer:
	"""The web server at ``base`` (scheme, host and port). Use as an asynchronous context manager."""

	base: str
	patience_seconds: float = PATIENCE_SECONDS
	_client: aiohttp.ClientSession | None = field(default=None, repr=False)

	async def __aenter__(self) -> "WebServer":
		self._client = aiohttp.ClientSession(
			connector=aiohttp.TCPConnector(limit=QUESTIONS_AT_ONCE),
			timeout=aiohttp.ClientTimeout(total=ANSWER_SECONDS),
			# Nobody's cookie may stay for the next one's question.
			cookie_jar=aiohttp.DummyCookieJar(),
		)
		return self

	async def __aexit__(self, *_: object) -> None:
		if self._client:
			await self._client.close()

	async def who(self, session: Session) -> Person | None:
		"""Whose session it is, or None when the server does not say. Raises Unreachable."""
		answer = await self._ask(session, WHO, {})
		if not isinstance(answer, dict) or not isinstance(answer.get("user"), str) or not answer["user"]:
			return None
		return Person(answer["user"], is_staff=answer.get("user_type") == SYSTEM_USER)

	async def may_read_type(self, session: Session, doctype: str) -> bool:
		"""Whether the session's user may read documents of a type. Raises Unreachable."""
		return await self._ask(session, MAY_READ_TYPE, {"doctype": doctype}) is True

	async def may_read_document(self, session: Session, doctype: str, name: str) -> bool:
		"""Whether the session's user may read one document. Raises Unreachable."""
		return await self._ask(session, MAY_READ_DOCUMENT, {"doctype": doctype, "docname": name}) is True

	async def _ask(self, session: Session, path: str, arguments: dict[str, str]) -> Any:
		"""The ``message`` of the answer, None for a refusal; asks again while the server is away."""
		try:
			async with asyncio.timeout(self.patience_seconds):
				while True:
					with contextlib.suppress(Unreachable):
						return await self._ask_once(session, path, arguments)
					await asyncio.sleep(RETRY_SECONDS)
		except TimeoutError as error:
			raise Unreachable(f"no answer within {self.patience_seconds} seconds") from error

	async def _ask_once(self, session: Session, path: str, arguments: dict[str, str]) -> Any:
		if not self._client:
			raise Unreachable("not started")
		headers = {
			"Accept": "application/json",
			"Cookie": f"{SESSION_COOKIE}={session.cookie}",
			"X-Forwarded-For": session.client_address,
			"X-Frappe-Site-Name": session.site,
		}
		try:
			async with self._client.get(
				self.base + path, params=arguments, headers=headers, allow_redirects=False
			) as response:
				return _message(response.status, await response.text())
		except (aiohttp.ClientError, TimeoutError, UnicodeDecodeError) as error:
			raise Unreachable(str(error)) from error


def _message(status: int, body: str) -> Any:
	"""What a JSON answer says in ``message``; None when it is a refusal or no JSON. Raises Unreachable."""
	if status in AWAY:
		raise Unreachable(f"status {status}")
	if status != http.HTTPStatus.OK:
		return None
	try:
		answer = json.loads(body)
	except json.JSONDecodeError:
		return None
	return answer.get("message") if isinstance(answer, dict) else None
