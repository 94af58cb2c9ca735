"""A mailbox is tried: sign in, find the folders, say what was found or what is wrong. Nothing is read or moved."""

import socket
import ssl
from collections.abc import Callable
from queue import Empty, Queue
from threading import Thread
from typing import Any

from frappe import _

from servicedesk.channels.email.fetching import server_of
from servicedesk.channels.email.imap import TROUBLE, Connection, Refusal, Server, SignInRefused
from servicedesk.channels.email.quarantine import last_line

LONGEST_SECONDS = 15
ANSWER_SECONDS = 10
LONGEST_TOLD = 200
Found = tuple[dict[str, Any], Exception | None]


def test(mailbox: Any) -> dict[str, Any]:
	"""Try an SD Mailbox, for at most 15 seconds: `good`, and `lines` in the reader's language."""
	server = server_of(mailbox)
	folders = (mailbox.folder, mailbox.done_folder, mailbox.quarantine_folder)
	answers: Queue[Found] = Queue(1)
	# Also the look-up of a name may wait; a thread that does so longer ends by itself, and knows nothing of the site.
	Thread(target=_tried, args=(server, folders, answers), daemon=True).start()
	try:
		found, error = answers.get(timeout=LONGEST_SECONDS)
	except Empty:
		found, error = {}, TimeoutError()
	if error:
		return {"good": False, "lines": [_in_words(error, server)]}
	return _told(found, mailbox)


def _tried(server: Server, folders: tuple[str, ...], answers: "Queue[Found]") -> None:
	try:
		connection = Connection(server, ANSWER_SECONDS)
		try:
			counts = {folder: _count(connection, folder) for folder in folders}
			answers.put(({"counts": counts, "can": connection.capabilities}, None))
		finally:
			connection.close()
	except TROUBLE as error:
		answers.put(({}, error))


def _count(connection: Connection, folder: str) -> int | None:
	try:
		return connection.count(folder)
	except Refusal:
		return None


def _told(found: dict[str, Any], mailbox: Any) -> dict[str, Any]:
	counts, can = found["counts"], found["can"]
	lines = [_("Signed in.")]
	if counts[mailbox.folder] is None:
		return {"good": False, "lines": [*lines, _("There is no folder {0}.").format(mailbox.folder)]}
	lines.append(_("{0} mails lie in {1}.").format(counts[mailbox.folder], mailbox.folder))
	for folder in (mailbox.done_folder, mailbox.quarantine_folder):
		if counts[folder] is None:
			lines.append(_("The folder {0} will be made with the first mail.").format(folder))
	for ability in ("MOVE", "IDLE"):
		there = _("{0}: the server can do it.") if ability in can else _("{0}: the server cannot do it.")
		lines.append(there.format(ability))
	return {"good": True, "lines": lines}


def _in_words(error: Exception, server: Server) -> str:
	told: tuple[tuple[type[Exception], Callable[[], str]], ...] = (
		(socket.gaierror, lambda: _("There is no server named {0}.").format(server.host)),
		(ConnectionRefusedError, lambda: _("{0} refuses connections on this port.").format(server.host)),
		(TimeoutError, lambda: _("{0} does not answer.").format(server.host)),
		(ssl.SSLCertVerificationError, lambda: _("The certificate of {0} is not valid.").format(server.host)),
		(ssl.SSLError, lambda: _("No encrypted connection comes about. Is the port right?")),
		(SignInRefused, lambda: _("The server refuses the login or the password.")),
	)
	words = next((words() for kind, words in told if isinstance(error, kind)), _("It does not work."))
	return f"{words} ({last_line(error)[:LONGEST_TOLD]})"
