"""What connected clients may ask for. One namespace a site; the web server decides who somebody is and what they
may read.

Rooms of documents and of types are for staff only: what the framework publishes there carries internal notes
and other people's names, so a customer who may read a ticket on the portal still may not join its room.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import socketio
from socketio.exceptions import ConnectionRefusedError

from realtime import rooms
from realtime.web import Person, Session, Unreachable, WebServer, session_cookie

log = logging.getLogger("realtime")

# What one socket may hold and have waiting. A desk tab joins a room for each list and form it shows.
ROOMS_OF_A_SOCKET = 500
WAITING_OF_A_SOCKET = 30

Handler = Callable[["Socket", tuple[str, ...]], Awaitable[None]]


@dataclass
class Socket:
	"""One connected client."""

	sid: str
	session: Session
	person: Person
	viewing: set[tuple[str, str]] = field(default_factory=set)
	# One question at a time: joining a document's room answers the question of opening it, too.
	turn: asyncio.Lock = field(default_factory=asyncio.Lock)
	waiting: int = 0

	@property
	def namespace(self) -> str:
		"""The socket.io namespace of its site."""
		return f"/{self.session.site}"


def session_of(namespace: str, environ: Mapping[str, Any]) -> Session | None:
	"""The session that a connection's first request carries; None when it may not have this namespace.

	The front names the site in X-Frappe-Site-Name, which it overwrites; without it nobody gets in.
	"""
	site = environ.get("HTTP_X_FRAPPE_SITE_NAME", "")
	cookie = session_cookie(environ.get("HTTP_COOKIE", ""))
	if not site or not cookie or namespace != f"/{site}":
		return None
	return Session(site, cookie, environ.get("HTTP_X_FORWARDED_FOR", "127.0.0.1"))


class Sockets(socketio.AsyncNamespace):
	"""All connected clients of all sites."""

	def __init__(self, web: WebServer) -> None:
		super().__init__("*")
		self.web = web
		self.connected: dict[str, Socket] = {}
		# By name and never by attribute: the client chooses the name. Beside each, how many arguments it takes.
		self._events: dict[str, tuple[int, Handler]] = {
			"ping": (0, self._ping),
			"doctype_subscribe": (1, self._join_type),
			"doctype_unsubscribe": (1, self._leave_type),
			"doc_subscribe": (2, self._join_document),
			"doc_unsubscribe": (2, self._leave_document),
			"doc_open": (2, self._open_document),
			"doc_close": (2, self._close_document),
			"task_subscribe": (1, self._join_task),
			"progress_subscribe": (1, self._join_task),
			"task_unsubscribe": (1, self._leave_task),
		}

	async def trigger_event(self, event: str, *args: Any) -> None:
		"""Called by the library for every event of every namespace: the namespace, the socket, its arguments."""
		namespace, sid, *arguments = args
		if event == "connect":
			await self._connect(namespace, sid, arguments[0])
		elif event == "disconnect":
			await self._disconnect(sid)
		elif event in self._events and sid in self.connected:
			await self._in_turn(self.connected[sid], event, arguments)

	async def _connect(self, namespace: str, sid: str, environ: Mapping[str, Any]) -> None:
		session = session_of(namespace, environ)
		if not session:
			raise ConnectionRefusedError("No session on this site.")
		try:
			person = await self.web.who(session)
		except Unreachable as error:
			raise ConnectionRefusedError("The web server does not answer.") from error
		if not person:
			raise ConnectionRefusedError("The session is not known.")
		socket = self.connected[sid] = Socket(sid, session, person)
		for room in rooms.first_rooms(person):
			await self._join(socket, room)

	async def _disconnect(self, sid: str) -> None:
		socket = self.connected.pop(sid, None)
		if not socket:
			return
		for doctype, name in socket.viewing:
			await self._tell_viewers(socket.namespace, doctype, name)

	async def _in_turn(self, socket: Socket, event: str, arguments: list[object]) -> None:
		count, handler = self._events[event]
		names = rooms.names(arguments, count)
		if names is None or socket.waiting >= WAITING_OF_A_SOCKET:
			return
		socket.waiting += 1
		try:
			async with socket.turn:
				await handler(socket, names)
		except Unreachable:
			log.warning("%s asked for %s, but the web server does not answer", socket.person.user, event)
		finally:
			socket.waiting -= 1

	async def _ping(self, socket: Socket, names: tuple[str, ...]) -> None:
		await self.server.emit("pong", to=socket.sid, namespace=socket.namespace)

	async def _join_type(self, socket: Socket, names: tuple[str, ...]) -> None:
		if socket.person.is_staff and await self.web.may_read_type(socket.session, names[0]):
			await self._join(socket, rooms.type_room(names[0]))

	async def _leave_type(self, socket: Socket, names: tuple[str, ...]) -> None:
		await self._leave(socket, rooms.type_room(names[0]))

	async def _join_document(self, socket: Socket, names: tuple[str, ...]) -> None:
		if await self._may_read(socket, *names):
			await self._join(socket, rooms.document_room(*names))

	async def _leave_document(self, socket: Socket, names: tuple[str, ...]) -> None:
		await self._leave(socket, rooms.document_room(*names))

	async def _open_document(self, socket: Socket, names: tuple[str, ...]) -> None:
		doctype, name = names
		if await self._may_read(socket, doctype, name) and await self._join(
			socket, rooms.viewers_room(doctype, name)
		):
			socket.viewing.add((doctype, name))
			await self._tell_viewers(socket.namespace, doctype, name)

	async def _close_document(self, socket: Socket, names: tuple[str, ...]) -> None:
		doctype, name = names
		if (doctype, name) not in socket.viewing:
			return
		socket.viewing.discard((doctype, name))
		await self._leave(socket, rooms.viewers_room(doctype, name))
		await self._tell_viewers(socket.namespace, doctype, name)

	async def _join_task(self, socket: Socket, names: tuple[str, ...]) -> None:
		if not socket.person.is_guest:
			await self._join(socket, rooms.task_room(names[0]))

	async def _leave_task(self, socket: Socket, names: tuple[str, ...]) -> None:
		await self._leave(socket, rooms.task_room(names[0]))

	async def _may_read(self, socket: Socket, doctype: str, name: str) -> bool:
		if not socket.person.is_staff or "/" in doctype:
			return False
		if rooms.document_room(doctype, name) in self._rooms_of(socket):
			return True
		return await self.web.may_read_document(socket.session, doctype, name)

	def _rooms_of(self, socket: Socket) -> list[str]:
		return self.server.rooms(socket.sid, socket.namespace)

	async def _join(self, socket: Socket, room: str) -> bool:
		"""Whether the socket is in the room now; not when it has gone or holds too many."""
		if socket.sid not in self.connected or len(self._rooms_of(socket)) >= ROOMS_OF_A_SOCKET:
			return False
		await self.server.enter_room(socket.sid, room, namespace=socket.namespace)
		return True

	async def _leave(self, socket: Socket, room: str) -> None:
		await self.server.leave_room(socket.sid, room, namespace=socket.namespace)

	async def _tell_viewers(self, namespace: str, doctype: str, name: str) -> None:
		"""Tell everybody who has a form open who else has."""
		room = rooms.viewers_room(doctype, name)
		here = [sid for sid, _ in self.server.manager.get_participants(namespace, room)]
		users = sorted({self.connected[sid].person.user for sid in here if sid in self.connected})
		message = {"doctype": doctype, "docname": name, "users": users}
		await self.server.emit("doc_viewers", message, room=room, namespace=namespace)
