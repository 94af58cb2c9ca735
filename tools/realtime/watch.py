"""Ends the connections of sessions that have ended, and those that never said whose they are."""

import asyncio
import logging
from dataclasses import dataclass, field

import socketio

from realtime.sockets import Socket, Sockets
from realtime.web import Unreachable

log = logging.getLogger("realtime")

ROUND_SECONDS = 30.0
# Longer than a connection may have to wait for the web server's word on whose it is.
NAMELESS_SECONDS = 45.0


@dataclass
class Watch:
	"""Looks after the connections. ``recheck_seconds`` is the longest time an ended session stays connected.

	Each look also counts as use of the session, as any request does: a short interval would keep idle sessions
	alive for as long as a page is open.
	"""

	server: socketio.AsyncServer
	sockets: Sockets
	recheck_seconds: float
	_nameless_since: dict[str, float] = field(default_factory=dict, init=False)
	_due: dict[str, float] = field(default_factory=dict, init=False)

	async def run(self) -> None:
		"""Look after the connections until cancelled."""
		while True:
			await asyncio.sleep(min(ROUND_SECONDS, self.recheck_seconds))
			await self._end_nameless()
			await self._end_ended()

	async def _end_nameless(self) -> None:
		"""End connections that have belonged to no site for too long."""
		now = asyncio.get_running_loop().time()
		named = {
			self.server.manager.eio_sid_from_sid(socket.sid, socket.namespace)
			for socket in self.sockets.connected.values()
		}
		nameless = set(self.server.eio.sockets) - named
		self._nameless_since = {sid: self._nameless_since.get(sid, now) for sid in nameless}
		for sid, since in list(self._nameless_since.items()):
			if now - since > NAMELESS_SECONDS:
				await self.server.eio.disconnect(sid)

	async def _end_ended(self) -> None:
		now = asyncio.get_running_loop().time()
		connected = self.sockets.connected
		self._due = {sid: self._due.get(sid, now + self.recheck_seconds) for sid in connected}
		for sid in [sid for sid, due in self._due.items() if due <= now and sid in connected]:
			self._due[sid] = now + self.recheck_seconds
			await self._recheck(connected[sid])

	async def _recheck(self, socket: Socket) -> None:
		if not self.server.manager.is_connected(socket.sid, socket.namespace):
			self.sockets.connected.pop(socket.sid, None)
			return
		try:
			person = await self.sockets.web.who(socket.session)
		except Unreachable:
			return
		if person != socket.person:
			log.info("The session of %s has ended", socket.person.user)
			await self.server.disconnect(socket.sid, namespace=socket.namespace)
