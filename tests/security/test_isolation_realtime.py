"""Rooms of the realtime server: a customer who asks for B's rooms by name hears nothing of what happens in them.

The realtime server is the bench's own program, started for the test before the web server and the site's own events.
"""

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import socketio
from socketio.exceptions import ConnectionError as Refused

from tests.security.http_door import NOBODY, REPOSITORY, SITE, Session, sign_in, web_server
from tests.security.two_customers import AGENT, MARK, PASSWORD, Customer, two_customers
from tests.tools.live_programs import LOOPBACK, TOOLS, free_port, start, status_of, stop, wait_until

pytestmark = [pytest.mark.site, pytest.mark.slow]

SETTLE_SECONDS = 1.5
NAMESPACE = f"/{SITE}"


@pytest.fixture(scope="module")
def customers() -> tuple[Customer, Customer]:
	"""Both customers."""
	return two_customers()


@pytest.fixture(scope="module")
def realtime_port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
	"""Where the realtime server answers."""
	port, web = free_port(), web_server().port
	configuration = json.loads((REPOSITORY / "sites" / "common_site_config.json").read_text(encoding="utf-8"))
	redis = configuration.get("redis_socketio") or configuration["redis_queue"]
	program: subprocess.Popen[bytes] = start(
		[sys.executable, str(TOOLS / "realtime" / "server.py"), "--port", str(port), "--redis", redis,
			"--web", f"http://{LOOPBACK}:{web}"],
		Path(tmp_path_factory.mktemp("realtime")) / "realtime.log",
	)  # fmt: skip
	wait_until(lambda: status_of(port, "/health") == 200, what="the realtime server")
	yield port
	stop(program)


class Ear:
	"""A browser's tab that keeps all it hears, as text."""

	def __init__(self, session: Session) -> None:
		self.session = session
		self.heard = ""
		self.client = socketio.AsyncClient(reconnection=False)
		self.client.on("*", self._hear, namespace=NAMESPACE)

	def _hear(self, event: str, message: object = None) -> None:
		self.heard += f"{event} {json.dumps(message, default=str)}\n"

	async def open(self, port: int) -> None:
		"""Connect as the browser does; raises Refused."""
		headers = {
			"Origin": "http://desk.example",
			"X-Forwarded-Host": "desk.example",
			"X-Frappe-Site-Name": SITE,
		}
		if self.session.sid:
			headers["Cookie"] = f"sid={self.session.sid}"
		await self.client.connect(
			f"http://{LOOPBACK}:{port}",
			headers=headers,
			namespaces=[NAMESPACE],
			transports=["websocket"],
			wait_timeout=25,
		)

	async def ask_for_all(self, other: Customer) -> None:
		"""Ask for every room that could carry something of the other customer's."""
		for doctype, names in other.records.items():
			await self._send("doctype_subscribe", doctype)
			for name in names[:2]:
				await self._send("doc_subscribe", doctype, name)
				await self._send("doc_open", doctype, name)
				await self._send("task_subscribe", name)
		for room in (f"user:{other.requester}", f"doc:SD Ticket/{other.one('SD Ticket')}", "all"):
			for event in (
				"join",
				"subscribe",
				"room",
				"doctype_subscribe",
				"task_subscribe",
				"progress_subscribe",
			):
				await self._send(event, room)

	async def _send(self, event: str, *arguments: str) -> None:
		await self.client.emit(event, arguments, namespace=NAMESPACE)


def comment_on(ticket: str, agent: Session, text: str) -> None:
	"""An agent writes an internal note, which the framework publishes to the ticket's room."""
	sent = {"reference_doctype": "SD Ticket", "reference_name": ticket, "content": text, "comment_email": AGENT,
		"comment_by": "Agent"}  # fmt: skip
	answer = web_server().form("/api/method/frappe.desk.form.utils.add_comment", sent, agent)
	assert answer.status == 200, answer.body[:500]


def test_rooms(customers: tuple[Customer, Customer], realtime_port: int) -> None:
	"""Only the agent hears of the note on B's ticket; a guest does not even get in."""
	own, other = customers
	door = web_server()
	agent = sign_in(door, AGENT, PASSWORD)
	ears = {user: Ear(sign_in(door, user, PASSWORD)) for user in (own.requester, own.manager)}
	ears[AGENT] = Ear(agent)

	async def scene() -> None:
		for ear in ears.values():
			await ear.open(realtime_port)
			await ear.ask_for_all(other)
		await asyncio.sleep(SETTLE_SECONDS * 2)
		await asyncio.to_thread(comment_on, other.one("SD Ticket"), agent, f"{MARK} note")
		await asyncio.sleep(SETTLE_SECONDS)
		for ear in ears.values():
			await ear.client.disconnect()

	asyncio.run(scene())
	assert MARK in ears[AGENT].heard, "nothing was published, so that the test shows nothing"
	assert MARK not in ears[own.requester].heard
	assert MARK not in ears[own.manager].heard


def test_a_guest_is_not_let_in(realtime_port: int) -> None:
	"""Without a session there is no connection to ask by."""
	with pytest.raises(Refused):
		asyncio.run(Ear(NOBODY).open(realtime_port))
