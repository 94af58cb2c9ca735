"""The realtime server as it runs: with a real Redis, real socket.io clients and a small web server that knows
four sessions.
"""

import asyncio
import http.client
import json
import subprocess
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import redis
import socketio
from realtime import origin, rooms, web
from socketio.exceptions import ConnectionError as SocketConnectionError

from tests.tools.live_programs import (
	LOOPBACK,
	TOOLS,
	free_port,
	redis_arguments,
	running,
	start,
	status_of,
	stop,
	wait_until,
)

SITE = "servicedesk.localhost"
STAFF, COLLEAGUE, CUSTOMER = "agent@example.com", "colleague@example.com", "customer@example.com"
PEOPLE = {
	"staff": {"user": STAFF, "user_type": "System User"},
	"colleague": {"user": COLLEAGUE, "user_type": "System User"},
	"customer": {"user": CUSTOMER, "user_type": "Website User"},
	"Guest": {"user": "Guest", "user_type": None},
}
SETTLE_SECONDS = 0.4


class FakeWebServer(ThreadingHTTPServer):
	"""Answers the framework's realtime questions; who may read what is in its attributes."""

	daemon_threads = True

	def __init__(self, port: int = 0) -> None:
		super().__init__((LOOPBACK, port), FakeAnswers)
		self.people = dict(PEOPLE)
		self.asked: list[tuple[str, str]] = []
		threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

	def stop(self) -> None:
		"""Stop and free the port."""
		self.shutdown()
		self.server_close()


class FakeAnswers(BaseHTTPRequestHandler):
	"""One request to the fake web server."""

	server: FakeWebServer

	def do_GET(self) -> None:
		"""Answer as frappe.realtime does: the message, or 403."""
		parts = urlsplit(self.path)
		question = parts.path.rpartition(".")[2]
		arguments = {name: values[0] for name, values in parse_qs(parts.query).items()}
		self.server.asked.append((question, arguments.get("docname", arguments.get("doctype", ""))))
		person = self.server.people.get(self.headers["Cookie"].removeprefix("sid="))
		allowed = person and self.headers["X-Frappe-Site-Name"] == SITE
		if allowed and question != "get_user_info":
			allowed = "secret" not in arguments.get("docname", "") and arguments["doctype"] != "Secret"
		message = person if question == "get_user_info" else True
		body = json.dumps({"message": message} if allowed else {"exc_type": "PermissionError"}).encode()
		self.send_response(200 if allowed else 403)
		self.send_header("Content-Type", "application/json")
		self.end_headers()
		self.wfile.write(body)

	def log_message(self, *_: object) -> None:
		"""Say nothing."""


class Bench:
	"""A realtime server with all it needs."""

	def __init__(self, folder: Path) -> None:
		self.folder = folder
		self.port, self.redis_port = free_port(), free_port()
		self.web = FakeWebServer()
		self.web_port = self.web.server_address[1]
		self.redis: subprocess.Popen[bytes] | None = None
		self.start_redis()

	def arguments(self) -> list[str]:
		"""The realtime server's command."""
		return [
			sys.executable, str(TOOLS / "realtime" / "server.py"), "--port", str(self.port),
			"--redis", f"redis://{LOOPBACK}:{self.redis_port}", "--web", f"http://{LOOPBACK}:{self.web_port}",
			"--recheck-seconds", "1",
		]  # fmt: skip

	def start_redis(self) -> None:
		"""Start Redis on its port."""
		self.redis = start(redis_arguments(self.redis_port, self.folder), self.folder / "redis.log")

	def stop_redis(self) -> None:
		"""Stop Redis."""
		assert self.redis
		stop(self.redis)

	def wait_until_healthy(self) -> None:
		"""Wait until events from Redis arrive."""
		wait_until(lambda: status_of(self.port, "/health") == 200, what="the realtime server")

	def publish(self, event: str, room: str | None, message: object, site: str | None = SITE) -> None:
		"""Publish as frappe.realtime.emit_via_redis does."""
		with redis.Redis(port=self.redis_port) as client:
			content = {"event": event, "message": message, "room": room, "namespace": site}
			client.publish("events", json.dumps(content))


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
	"""A running realtime server."""
	bench = Bench(tmp_path_factory.mktemp("realtime"))
	try:
		with running(bench.arguments(), bench.folder / "realtime.log", bench.port):
			bench.wait_until_healthy()
			yield bench
	finally:
		bench.stop_redis()
		bench.web.stop()


class Tab:
	"""A browser's tab: one socket.io client that keeps what it receives."""

	def __init__(self, bench: Bench, cookie: str | None = "staff", **headers: str) -> None:
		self.bench = bench
		self.client = socketio.AsyncClient(reconnection=False)
		self.received: list[tuple[str, object]] = []
		self.headers = {
			"Origin": "http://desk.example:8080",
			"X-Forwarded-Host": "desk.example:8080",
			"X-Frappe-Site-Name": SITE,
		} | {name.replace("_", "-"): value for name, value in headers.items()}
		if cookie:
			self.headers["Cookie"] = f"full_name=A%20B; sid={cookie}; system_user=yes"
		self.client.on("*", self._keep, namespace=f"/{SITE}")

	def _keep(self, event: str, message: object = None) -> None:
		self.received.append((event, message))

	async def open(self, namespace: str = f"/{SITE}") -> "Tab":
		"""Connect; raises socketio's ConnectionError when refused."""
		address = f"http://{LOOPBACK}:{self.bench.port}"
		# This client, unlike a browser, sends its headers only with a polling connection's first request.
		await self.client.connect(
			address, headers=self.headers, namespaces=[namespace], transports=["websocket"], wait_timeout=25
		)
		return self

	async def ask(self, event: str, *arguments: object) -> None:
		"""Send an event and give the server the time to act on it."""
		await self.client.emit(event, arguments or None, namespace=f"/{SITE}")
		await asyncio.sleep(SETTLE_SECONDS)


def in_browser(bench: Bench, play: Callable[[Callable[..., Awaitable[Tab]]], Awaitable[None]]) -> None:
	"""Run a scene; its argument opens tabs, which are closed at the end."""
	tabs: list[Tab] = []

	async def open_tab(cookie: str | None = "staff", **headers: str) -> Tab:
		tab = Tab(bench, cookie, **headers)
		tabs.append(tab)
		return await tab.open()

	async def scene() -> None:
		try:
			await play(open_tab)
		finally:
			for tab in tabs:
				await tab.client.disconnect()

	asyncio.run(scene())


async def published(bench: Bench, *events: tuple[str, str | None, object]) -> None:
	"""Publish and wait until everything has arrived."""
	for event, room, message in events:
		bench.publish(event, room, message)
	await asyncio.sleep(SETTLE_SECONDS)


def test_first_rooms_by_kind_of_person(bench: Bench) -> None:
	async def play(open_tab: Callable[..., Awaitable[Tab]]) -> None:
		staff, customer, guest = await open_tab("staff"), await open_tab("customer"), await open_tab("Guest")
		await published(
			bench,
			("for_all", "all", 1),
			("for_website", "website", 2),
			("for_staff", f"user:{STAFF}", 3),
			("for_customer", f"user:{CUSTOMER}", 4),
			("for_guest", "user:Guest", 5),
			("without_room", None, 6),
		)
		assert staff.received == [("for_all", 1), ("for_website", 2), ("for_staff", 3), ("without_room", 6)]
		assert customer.received == [("for_website", 2), ("for_customer", 4)]
		assert guest.received == [("for_website", 2)]

	in_browser(bench, play)


def test_staff_joins_only_rooms_they_may_read(bench: Bench) -> None:
	async def play(open_tab: Callable[..., Awaitable[Tab]]) -> None:
		tab = await open_tab()
		for event, arguments in (
			("doctype_subscribe", ["ToDo"]),
			("doctype_subscribe", ["Secret"]),
			("doc_subscribe", ["ToDo", "T-1"]),
			("doc_subscribe", ["ToDo", "secret-1"]),
			("doc_subscribe", ["ToDo", 7]),
			("task_subscribe", ["task-1"]),
		):
			await tab.ask(event, *arguments)
		await published(
			bench,
			("list_update", "doctype:ToDo", "list"),
			("list_update", "doctype:Secret", "no"),
			("doc_update", "doc:ToDo/T-1", "document"),
			("doc_update", "doc:ToDo/secret-1", "no"),
			("doc_update", "doc:ToDo/7", "numbered"),
			("task_progress", "task_progress:task-1", "task"),
		)
		assert [message for _, message in tab.received] == ["list", "document", "numbered", "task"]
		await tab.ask("doctype_unsubscribe", "ToDo")
		await tab.ask("doc_unsubscribe", "ToDo", "T-1")
		await tab.ask("task_unsubscribe", "task-1")
		await published(
			bench,
			("list_update", "doctype:ToDo", "after"),
			("doc_update", "doc:ToDo/T-1", "after"),
			("task_progress", "task_progress:task-1", "after"),
		)
		assert [message for _, message in tab.received] == ["list", "document", "numbered", "task"]

	in_browser(bench, play)


def test_customer_joins_no_room_of_documents(bench: Bench) -> None:
	"""The framework publishes internal notes to a document's room."""

	async def play(open_tab: Callable[..., Awaitable[Tab]]) -> None:
		customer, guest = await open_tab("customer"), await open_tab("Guest")
		for tab in (customer, guest):
			await tab.ask("doctype_subscribe", "ToDo")
			await tab.ask("doc_subscribe", "ToDo", "T-1")
			await tab.ask("doc_open", "ToDo", "T-1")
			await tab.ask("task_subscribe", "task-2")
		await published(
			bench,
			("list_update", "doctype:ToDo", 1),
			("docinfo_update", "doc:ToDo/T-1", "an internal note"),
			("doc_viewers", "open_doc:ToDo/T-1", 1),
			("task_progress", "task_progress:task-2", "progress"),
		)
		assert customer.received == [("task_progress", "progress")]
		assert guest.received == []

	in_browser(bench, play)


def test_opening_a_form_after_subscribing_asks_the_web_server_once(bench: Bench) -> None:
	async def play(open_tab: Callable[..., Awaitable[Tab]]) -> None:
		tab = await open_tab()
		bench.web.asked.clear()
		await tab.client.emit("doc_subscribe", ("ToDo", "T-9"), namespace=f"/{SITE}")
		await tab.ask("doc_open", "ToDo", "T-9")
		assert bench.web.asked == [("can_subscribe_doc", "T-9")]

	in_browser(bench, play)


def test_viewers_of_a_form_learn_of_each_other(bench: Bench) -> None:
	def viewers(tab: Tab) -> list[str]:
		event, message = tab.received[-1]
		assert event == "doc_viewers" and isinstance(message, dict)
		assert (message["doctype"], message["docname"]) == ("ToDo", "T-1")
		return message["users"]

	async def play(open_tab: Callable[..., Awaitable[Tab]]) -> None:
		staff, colleague = await open_tab("staff"), await open_tab("colleague")
		await staff.ask("doc_open", "ToDo", "T-1")
		await colleague.ask("doc_open", "ToDo", "T-1")
		assert viewers(staff) == viewers(colleague) == [STAFF, COLLEAGUE]
		await colleague.ask("doc_close", "ToDo", "T-1")
		assert viewers(staff) == [STAFF]
		await colleague.ask("doc_open", "ToDo", "T-1")
		await staff.client.disconnect()
		await asyncio.sleep(SETTLE_SECONDS)
		assert viewers(colleague) == [COLLEAGUE]

	in_browser(bench, play)


def test_ping_is_answered(bench: Bench) -> None:
	async def play(open_tab: Callable[..., Awaitable[Tab]]) -> None:
		tab = await open_tab()
		await tab.ask("ping")
		assert [event for event, _ in tab.received] == ["pong"]

	in_browser(bench, play)


@pytest.mark.parametrize(
	("event", "arguments"),
	[
		("doc_subscribe", ["ToDo"]),
		("doc_subscribe", ["ToDo", {"name": "T-1"}]),
		("doc_subscribe", ["To/Do", "T-1"]),
		("doctype_subscribe", ["x" * 141]),
		("doctype_subscribe", [None]),
		("doctype_subscribe", []),
		("connect", []),
		("_connect", ["ToDo"]),
		("open_in_editor", [{"file": "/etc/passwd"}]),
	],
)
def test_odd_requests_change_nothing(bench: Bench, event: str, arguments: list[object]) -> None:
	async def play(open_tab: Callable[..., Awaitable[Tab]]) -> None:
		tab = await open_tab()
		bench.web.asked.clear()
		if event != "connect":
			await tab.ask(event, *arguments)
		await tab.ask("ping")
		assert [event for event, _ in tab.received] == ["pong"]
		assert bench.web.asked == []

	in_browser(bench, play)


@pytest.mark.parametrize(
	"changed",
	[
		{"cookie": None},
		{"cookie": "forged"},
		{"cookie": "a b"},
		{"Origin": "http://elsewhere.example:8080"},
		{"Origin": "http://desk.example:8081"},
		{"Origin": "https://desk.example:8080"},
		{"Origin": "http://desk.example:8080@elsewhere.example"},
		{"Origin": "null"},
		{"X_Frappe_Site_Name": "test.localhost"},
		{"X_Frappe_Site_Name": ""},
	],
)
def test_refused(bench: Bench, changed: dict[str, str]) -> None:
	async def scene() -> None:
		tab = Tab(bench, **changed)
		with pytest.raises(SocketConnectionError):
			await tab.open()
		await tab.client.disconnect()

	asyncio.run(scene())


def polling(bench: Bench, method: str, session: str = "", body: str = "", **changed: str) -> tuple[int, str]:
	"""Status and text of one request of a polling connection, as a browser's tab sends it."""
	headers = {
		"X-Forwarded-Host": "desk.example",
		"X-Frappe-Site-Name": SITE,
		"Cookie": "sid=staff",
	} | changed
	connection = http.client.HTTPConnection(LOOPBACK, bench.port, timeout=10)
	connection.request(method, f"/socket.io/?EIO=4&transport=polling{session}", body or None, headers)
	answer = connection.getresponse()
	return answer.status, answer.read().decode()


def test_polling_where_websockets_do_not_pass(bench: Bench) -> None:
	status, opened = polling(bench, "GET")
	assert status == 200
	session = "&sid=" + json.loads(opened[1:])["sid"]
	join = f"40/{SITE},"
	assert polling(bench, "POST", session, join)[0] == 403
	assert polling(bench, "POST", session, join, Origin="http://elsewhere.example")[0] == 403
	assert polling(bench, "POST", session, join, Origin="http://desk.example") == (200, "OK")
	assert polling(bench, "GET", session)[1].startswith(f'40/{SITE},{{"sid":')


def test_polling_from_another_site_is_refused(bench: Bench) -> None:
	assert polling(bench, "GET", Origin="http://elsewhere.example")[0] == 403
	assert polling(bench, "GET", **{"Sec-Fetch-Site": "same-site"})[0] == 403


def test_other_namespace_is_refused(bench: Bench) -> None:
	async def scene() -> None:
		tab = Tab(bench)
		with pytest.raises(SocketConnectionError):
			await tab.open(namespace="/test.localhost")
		await tab.client.disconnect()

	asyncio.run(scene())


def test_web_server_away_for_a_moment(bench: Bench) -> None:
	async def play(open_tab: Callable[..., Awaitable[Tab]]) -> None:
		early = await open_tab()
		bench.web.stop()
		late = asyncio.create_task(open_tab("colleague"))
		await early.client.emit("doctype_subscribe", ("ToDo",), namespace=f"/{SITE}")
		await asyncio.sleep(1.5)
		assert not late.done()
		bench.web = FakeWebServer(bench.web_port)
		await asyncio.wait_for(late, 10)
		await asyncio.sleep(1)
		await published(bench, ("list_update", "doctype:ToDo", 1), ("hello", f"user:{COLLEAGUE}", 2))
		assert early.received == [("list_update", 1)]
		assert late.result().received == [("hello", 2)]

	in_browser(bench, play)


def test_redis_restarts(bench: Bench) -> None:
	async def play(open_tab: Callable[..., Awaitable[Tab]]) -> None:
		tab = await open_tab()
		bench.stop_redis()
		await asyncio.sleep(1)
		assert status_of(bench.port, "/health") == 503
		bench.start_redis()
		bench.wait_until_healthy()
		await published(bench, ("hello", "all", 1))
		assert tab.received == [("hello", 1)]

	in_browser(bench, play)


def test_what_is_no_event_is_ignored(bench: Bench) -> None:
	async def play(open_tab: Callable[..., Awaitable[Tab]]) -> None:
		tab = await open_tab()
		with redis.Redis(port=bench.redis_port) as client:
			for data in (b"{", b"[]", b'{"event": 1}', b'{"event": "x", "room": 3}', b"\xff\xfe"):
				client.publish("events", data)
		await published(bench, ("hello", "all", 1))
		assert tab.received == [("hello", 1)]

	in_browser(bench, play)


def test_ended_session_is_disconnected(bench: Bench) -> None:
	async def play(open_tab: Callable[..., Awaitable[Tab]]) -> None:
		bench.web.people["ending"] = PEOPLE["staff"]
		ending, staying = await open_tab("ending"), await open_tab("staff")
		del bench.web.people["ending"]
		await asyncio.sleep(3)
		assert not ending.client.connected
		assert staying.client.connected

	in_browser(bench, play)


def test_idle_server_uses_no_processor_time(bench: Bench) -> None:
	"""With Redis away and a client connected: no busy loop."""
	log = bench.folder / "idle.log"
	arguments = bench.arguments()
	port = free_port()
	arguments[arguments.index("--port") + 1] = str(port)
	arguments[arguments.index("--redis") + 1] = f"redis://{LOOPBACK}:{free_port()}"
	with running(arguments, log, port) as process:
		time.sleep(1)
		before = _processor_seconds(process.pid)
		time.sleep(3)
		assert _processor_seconds(process.pid) - before < 0.1


def _processor_seconds(pid: int) -> float:
	fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
	return (int(fields[11]) + int(fields[12])) / 100


@pytest.mark.parametrize(
	("method", "headers", "may_come_in"),
	[
		("GET", {"Host": "a:80", "Origin": "http://a"}, True),
		("GET", {"Host": "A", "Origin": "http://a:80"}, True),
		("GET", {"Host": "a", "Origin": "https://a"}, False),
		("GET", {"Host": "a", "X-Forwarded-Proto": "https", "Origin": "https://a:443"}, True),
		("GET", {"Host": "inner", "X-Forwarded-Host": "[::1]:8080", "Origin": "http://[::1]:8080"}, True),
		("GET", {"Host": "inner", "X-Forwarded-Host": "a", "Origin": "http://inner"}, False),
		("GET", {"Host": "a"}, True),
		("GET", {"Host": "a", "Sec-Fetch-Site": "same-origin"}, True),
		("GET", {"Host": "a", "Sec-Fetch-Site": "same-site"}, False),
		("GET", {"Host": "a", "Upgrade": "websocket"}, False),
		("POST", {"Host": "a"}, False),
		("OPTIONS", {"Host": "a"}, False),
		("POST", {"Host": "a", "Origin": "http://a"}, True),
		("POST", {"Host": "a:x", "Origin": "http://a:x"}, False),
		("POST", {"Host": "", "Origin": "http://"}, False),
		("POST", {"Host": "a", "Origin": "file://a"}, False),
		("POST", {"Host": "a/b", "Origin": "http://a/b"}, False),
	],
)
def test_origin(method: str, headers: dict[str, str], may_come_in: bool) -> None:
	assert (origin.refusal(method, headers) is None) == may_come_in


@pytest.mark.parametrize(
	("header", "cookie"),
	[
		("sid=abc", "abc"),
		("a=b; sid=Guest; c=d", "Guest"),
		("full_name=%D0%98; sid=0a1b", "0a1b"),
		("sid=a%0d%0ab", None),
		("sid=", None),
		("", None),
		("sid=" + "a" * 200, None),
	],
)
def test_session_cookie(header: str, cookie: str | None) -> None:
	assert web.session_cookie(header) == cookie


def test_names_that_clients_send() -> None:
	assert rooms.names(["ToDo", "T-1", "more"], 2) == ("ToDo", "T-1")
	assert rooms.names([], 0) == ()
	assert rooms.names(["ToDo", ""], 2) is None
	assert rooms.names([["ToDo"]], 1) is None
