"""The site's side of signing in: the page, the records behind it, and a source that is there for a test only."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote, urlencode

from tests.security.http_door import NOBODY, Answer, Session, web_server

SOURCE, ACCOUNT = "SD Sign-In Source", "SD Portal Account"
WRONG, DOWN, NOT_LET_IN = 401, 503, 403
LET_IN = 303


def try_to_sign_in(login: str, password: str) -> Answer:
	"""Send the sign-in page's form, in English."""
	headers = {
		"Content-Type": "application/x-www-form-urlencoded",
		"Accept": "text/html",
		"Accept-Language": "en",
	}
	body = urlencode({"usr": login, "pwd": password}).encode()
	return web_server().ask("POST", "/portal/sign-in", headers=headers, body=body)


def post(path: str, values: dict[str, str], session: Session = NOBODY) -> Answer:
	"""Send a form to any address."""
	return web_server().form(path, values, session)


def sign_in_administrator() -> Answer:
	"""Sign in as the site's own administrator, by the page."""
	password = os.environ.get("SERVICEDESK_ADMINISTRATOR_PASSWORD", "administrator")
	return try_to_sign_in("Administrator", password)


def session_of(answer: Answer) -> Session:
	"""The session that an answer opened; none where it opened none."""
	for cookie in answer.cookies:
		name, _equals, value = cookie.partition(";")[0].partition("=")
		if name == "sid" and value and value != "Guest":
			return Session(value)
	return Session()


def is_signed_in(answer: Answer) -> bool:
	"""Whether the session of an answer is somebody's."""
	session = session_of(answer)
	return (
		bool(session.sid) and web_server().ask("GET", "/portal/session", session).json()["signed_in"] is True
	)


class Records:
	"""Records of the site, read and changed as Administrator."""

	def __init__(self, administrator: Session) -> None:
		self.session = administrator

	def make(self, doctype: str, values: dict[str, Any]) -> str:
		"""Make a record; return its name."""
		answer = web_server().data(f"/api/resource/{quote(doctype)}", values, self.session)
		assert answer.status == 200, answer.body[-2000:]
		return str(_data(answer)["name"])

	def change(self, doctype: str, name: str, **values: Any) -> None:
		"""Change a record as the desk does."""
		place = f"/api/resource/{quote(doctype)}/{quote(name)}"
		answer = web_server().data(place, values, self.session, "PUT")
		assert answer.status == 200, answer.body[-2000:]

	def read(self, doctype: str, name: str) -> dict[str, Any]:
		"""A record whole."""
		answer = web_server().ask("GET", f"/api/resource/{quote(doctype)}/{quote(name)}", self.session)
		assert answer.status == 200, answer.body[-2000:]
		return _data(answer)

	def find(self, doctype: str, **filters: str) -> list[str]:
		"""The names of records with these values."""
		query = urlencode({"filters": json.dumps(filters), "limit_page_length": 20})
		answer = web_server().ask("GET", f"/api/resource/{quote(doctype)}?{query}", self.session)
		assert answer.status == 200, answer.body[-2000:]
		found: Any = answer.json()["data"]
		return [row["name"] for row in found]

	def keep_a_system_manager(self) -> None:
		"""See that the site has one: else the framework makes one of the next of staff, and lets nobody be closed."""
		keeper = "keeper@example.org"
		if not self.find("User", name=keeper):
			roles = [{"role": "System Manager"}]
			self.make(
				"User", {"email": keeper, "first_name": "Keeper", "send_welcome_email": 0, "roles": roles}
			)

	def test_connection(self, source: str) -> dict[str, Any]:
		"""Press the button of the source's form; the answer is asked for in English, whatever the desk speaks."""
		answer = web_server().form(
			"/api/method/servicedesk.api.agent.sign_in_source.test_connection",
			{"source": source, "_lang": "en"},
			self.session,
		)
		assert answer.status == 200, answer.body[-2000:]
		found: Any = answer.json()["message"]
		return dict(found)

	@contextmanager
	def source(self, title: str, **values: Any) -> Iterator[str]:
		"""A source that is enabled while the block runs, and would keep nobody waiting afterwards."""
		name = self.make(SOURCE, {"title": title, "enabled": 1, "sort_order": 1, **values})
		try:
			yield name
		finally:
			self.change(SOURCE, name, enabled=0)


def _data(answer: Answer) -> dict[str, Any]:
	found: Any = answer.json()["data"]
	return dict(found)
