"""A realtime server with all it needs, and browsers' tabs before it."""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import redis
import socketio

from tests.tools.live_programs import (
	LOOPBACK,
	TOOLS,
	free_port,
	redis_arguments,
	start,
	status_of,
	stop,
	wait_until,
)
from tests.tools.realtime.fake_web import SITE, FakeWebServer

SETTLE_SECONDS = 0.4
SLOWNESS = 10


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
		await settled(self.bench)


# Opens a tab with a session's cookie and, where given, other headers than a browser on the own page sends.
OpenTab = Callable[..., Coroutine[Any, Any, Tab]]


def in_browser(bench: Bench, play: Callable[[OpenTab], Coroutine[Any, Any, None]]) -> None:
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
	await settled(bench)


async def settled(bench: Bench) -> None:
	"""Give what was sent the time to have its effect: more where the server is slow to answer, as on a busy machine."""
	started = time.monotonic()
	await asyncio.to_thread(status_of, bench.port, "/health")
	await asyncio.sleep(max(SETTLE_SECONDS, SLOWNESS * (time.monotonic() - started)))
