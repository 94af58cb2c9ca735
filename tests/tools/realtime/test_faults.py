"""The realtime server while what it needs goes away and comes back, and while nothing happens."""

import asyncio
import time
from pathlib import Path

import redis

from tests.tools.live_programs import LOOPBACK, free_port, running, status_of
from tests.tools.realtime.clients import Bench, OpenTab, in_browser, published
from tests.tools.realtime.fake_web import COLLEAGUE, PEOPLE, SITE, FakeWebServer

LONGEST_WAIT_SECONDS = 20


def test_web_server_away_for_a_moment(bench: Bench) -> None:
	async def play(open_tab: OpenTab) -> None:
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
	async def play(open_tab: OpenTab) -> None:
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
	async def play(open_tab: OpenTab) -> None:
		tab = await open_tab()
		with redis.Redis(port=bench.redis_port) as client:
			for data in (b"{", b"[]", b'{"event": 1}', b'{"event": "x", "room": 3}', b"\xff\xfe"):
				client.publish("events", data)
		await published(bench, ("hello", "all", 1))
		assert tab.received == [("hello", 1)]

	in_browser(bench, play)


def test_ended_session_is_disconnected(bench: Bench) -> None:
	async def play(open_tab: OpenTab) -> None:
		bench.web.people["ending"] = PEOPLE["staff"]
		ending, staying = await open_tab("ending"), await open_tab("staff")
		del bench.web.people["ending"]
		# Asked each second in this bench; a busy machine may take longer to come to it.
		for _turn in range(LONGEST_WAIT_SECONDS * 10):
			if not ending.client.connected:
				break
			await asyncio.sleep(0.1)
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
