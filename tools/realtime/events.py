"""Passes on what the framework publishes on Redis, however often Redis goes away."""

import asyncio
import json
import logging
from dataclasses import dataclass, field
from typing import Any

import redis.asyncio as redis
import socketio
from redis.exceptions import RedisError

from realtime import rooms

log = logging.getLogger("realtime")

CHANNEL = "events"
# A quiet channel is asked for a sign of life this often, so that a connection that died silently is noticed.
QUIET_SECONDS = 20.0
FIRST_PAUSE_SECONDS = 0.25
LONGEST_PAUSE_SECONDS = 5.0


@dataclass(frozen=True)
class Event:
	"""One event for one room of one site, or of all sites where ``site`` is None."""

	name: str
	message: Any
	room: str
	site: str | None


def parse(data: bytes | str) -> Event | None:
	"""The event in a published message, None when it is none.

	An event without a room goes to staff only: the framework sends it when a build has ended.
	"""
	try:
		found = json.loads(data)
	except ValueError:
		return None
	if not isinstance(found, dict) or not isinstance(found.get("event"), str):
		return None
	room, site = found.get("room") or rooms.STAFF_ROOM, found.get("namespace")
	if not isinstance(room, str) or not isinstance(site, str | None):
		return None
	return Event(found["event"], found.get("message"), room, site)


@dataclass
class Listener:
	"""Listens on the channel and emits to the sockets."""

	address: str
	server: socketio.AsyncServer
	listening: bool = field(default=False, init=False)

	async def run(self) -> None:
		"""Listen until cancelled; after each failure wait a little longer, up to a limit."""
		pause = FIRST_PAUSE_SECONDS
		while True:
			try:
				await self._listen()
			except (RedisError, OSError) as error:
				# Once listening, the next failure is a new one: begin with the short pause again.
				pause = FIRST_PAUSE_SECONDS if self.listening else min(pause * 2, LONGEST_PAUSE_SECONDS)
				log.warning("Redis went away (%s); trying again in %.2f seconds", error, pause)
			finally:
				self.listening = False
			await asyncio.sleep(pause)

	async def _listen(self) -> None:
		client = redis.from_url(self.address, socket_connect_timeout=5, socket_keepalive=True)
		try:
			async with client.pubsub() as channel:
				await channel.subscribe(CHANNEL)
				while True:
					message = await channel.get_message(timeout=QUIET_SECONDS)
					if message is None:
						await self._sign_of_life(channel)
					elif message["type"] == "subscribe":
						self.listening = True
						log.info("Listening on Redis")
					elif message["type"] == "message":
						await self._emit(message["data"])
		finally:
			await client.close()

	async def _sign_of_life(self, channel: redis.client.PubSub) -> None:
		"""Raises RedisError when the connection is dead."""
		await channel.ping()
		answer = await channel.get_message(timeout=QUIET_SECONDS)
		if answer is None:
			raise redis.ConnectionError("no sign of life")
		if answer["type"] == "message":
			await self._emit(answer["data"])

	async def _emit(self, data: bytes) -> None:
		event = parse(data)
		if not event:
			log.warning("Ignored what is no event: %.200r", data)
			return
		namespaces = [f"/{event.site}"] if event.site else list(self.server.manager.get_namespaces())
		for namespace in namespaces:
			await self.server.emit(event.name, event.message, room=event.room, namespace=namespace)
