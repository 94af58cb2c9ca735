"""The post office's program: ``python tools/post_office/server.py --port … --folder …``.

An SMTP server on loopback that takes every mail for every address, in whoever's name, and delivers nothing
elsewhere: each recipient gets a Maildir ``FOLDER/ADDRESS``.

To try an outage, write a file ``FOLDER/.refuse``: while it is there, every mail is answered with its first line
(a reply such as ``550 5.1.1 No such user``), or with 451 when it is empty.
"""

import argparse
import asyncio
import logging
import re
import signal
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from post_office import boxes

log = logging.getLogger("post_office")

LOOPBACK = "127.0.0.1"
LARGEST_MESSAGE_BYTES = 30 * 1024 * 1024
REFUSE_FILE = ".refuse"
AWAY_REPLY = "451 4.3.0 The post office is closed for a test; try again later"
REPLY = re.compile(r"^[45]\d\d [\x20-\x7e]{1,200}$")


def refusal(folder: Path) -> str | None:
	"""The reply to every mail while the fault switch is on; None otherwise."""
	try:
		lines = (folder / REFUSE_FILE).read_text(encoding="utf-8").splitlines()
	except FileNotFoundError:
		return None
	return lines[0] if lines and REPLY.match(lines[0]) else AWAY_REPLY


class Counter:
	"""What happens at the counter. The methods' names and arguments are aiosmtpd's."""

	def __init__(self, folder: Path) -> None:
		self.folder = folder

	async def handle_MAIL(
		self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
	) -> str:
		"""A sender is named."""
		reply = refusal(self.folder)
		if reply:
			return reply
		envelope.mail_from = address
		envelope.mail_options.extend(options)
		return "250 OK"

	async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
		"""A message is handed over. It is on the disk before the answer is given."""
		content = envelope.content if isinstance(envelope.content, bytes) else b""
		try:
			await asyncio.to_thread(
				boxes.deliver, self.folder, envelope.mail_from or "", envelope.rcpt_tos, content
			)
		except OSError as error:
			log.error("Could not keep a message: %s", error)
			return "452 4.3.1 The message could not be stored"
		log.info("%d bytes for %s", len(content), ", ".join(envelope.rcpt_tos))
		return "250 OK"


def anybody(
	server: SMTP, session: Session, envelope: Envelope, _mechanism: str, given: LoginPassword
) -> AuthResult:
	"""Let everybody sign in: mail accounts that carry a password work, too."""
	return AuthResult(success=True)


async def serve(port: int, folder: Path) -> None:
	"""Serve until told to stop by a signal."""
	boxes.prepare(folder)
	counter = Counter(folder)
	loop = asyncio.get_running_loop()
	stopped = asyncio.Event()
	for number in (signal.SIGTERM, signal.SIGINT):
		loop.add_signal_handler(number, stopped.set)

	def protocol() -> SMTP:
		return SMTP(
			counter,
			hostname="localhost",
			ident="Post office of the local bench",
			data_size_limit=LARGEST_MESSAGE_BYTES,
			enable_SMTPUTF8=True,
			authenticator=anybody,
			auth_require_tls=False,
		)

	server = await loop.create_server(protocol, LOOPBACK, port)
	log.info("Post office on %s:%d, boxes in %s", LOOPBACK, port, folder)
	async with server:
		await stopped.wait()


def main() -> None:
	"""Read the command line and serve."""
	parser = argparse.ArgumentParser(description=__doc__)
	parser.add_argument("--port", type=int, required=True, help="port on loopback")
	parser.add_argument("--folder", type=Path, required=True, help="where the boxes are")
	given = parser.parse_args()
	logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
	logging.getLogger("mail.log").setLevel(logging.WARNING)
	asyncio.run(serve(given.port, given.folder.resolve()))


if __name__ == "__main__":
	main()
