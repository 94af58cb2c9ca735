"""The post office's window: a page on loopback that shows what lies in the boxes, and changes nothing.

``python tools/post_office/page.py --port … --folder …``. Mails are strangers' words: their HTML is shown in a frame of its
own that runs no script and fetches nothing from elsewhere, everything else as text. Standard library only.
"""

import argparse
import logging
import sys
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from post_office import letters, page_views

log = logging.getLogger("post_office.page")

LOOPBACK = "127.0.0.1"
# A page elsewhere whose name leads to this machine must not read the boxes through somebody's browser.
OUR_NAMES = {LOOPBACK, "localhost"}
MOST_SHOWN = 200
NEWEST = 50
OF_OURS = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
# A link in a mail may be followed, in a window of its own.
SANDBOX = "allow-popups allow-popups-to-escape-sandbox"
OF_A_MAIL = f"sandbox {SANDBOX}; default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; form-action 'none'"
OF_A_PART = "sandbox; default-src 'none'"
HTML, TEXT = "text/html; charset=utf-8", "text/plain; charset=utf-8"
PICTURES = {"image/png", "image/jpeg", "image/gif", "image/webp"}
UNKNOWN = "application/octet-stream"
Asked = dict[str, str]


class Answer:
	"""What is sent back: words or bytes, and what the browser may do with them."""

	def __init__(
		self,
		content: str | bytes,
		kind: str = HTML,
		policy: str = OF_OURS,
		status: HTTPStatus = HTTPStatus.OK,
		file: str = "",
	) -> None:
		self.content = content.encode("utf-8", "replace") if isinstance(content, str) else content
		self.kind, self.policy, self.status, self.file = kind, policy, status, file


NOTHING = Answer(page_views.nothing(), status=HTTPStatus.NOT_FOUND)


class Window:
	"""What can be asked for, by path."""

	def __init__(self, folder: Path) -> None:
		self.folder = folder
		self.paths: dict[str, Callable[[Asked], Answer]] = {
			"/": self.boxes,
			"/box": self.box,
			"/mail": self.mail,
			"/html": self.html,
			"/part": self.part,
			"/raw": self.raw,
		}

	def answer(self, target: str) -> Answer:
		"""Answer a request for an address of this page."""
		address = urlsplit(target)
		found = self.paths.get(address.path)
		asked = {name: values[0] for name, values in parse_qs(address.query).items()}
		return found(asked) if found else NOTHING

	def boxes(self, _asked: Asked) -> Answer:
		"""All boxes, and the newest mails of all of them."""
		return Answer(page_views.index(letters.boxes(self.folder), letters.newest(self.folder, NEWEST)))

	def box(self, asked: Asked) -> Answer:
		"""The mails of one box, newest first."""
		name = asked.get("name", "")
		found = letters.newest(self.folder, MOST_SHOWN, name) if name else []
		return Answer(page_views.box(name, found, MOST_SHOWN)) if found else NOTHING

	def mail(self, asked: Asked) -> Answer:
		"""One mail: head, text, HTML in its frame, files."""
		content = self._content(asked)
		if content is None:
			return NOTHING
		named = urlencode({"box": asked["box"], "mail": asked["mail"]})
		return Answer(page_views.mail(asked["box"], named, letters.read(content), SANDBOX))

	def html(self, asked: Asked) -> Answer:
		"""A mail's HTML alone, for the frame."""
		content = self._content(asked)
		if content is None:
			return NOTHING
		named = urlencode({"box": asked["box"], "mail": asked["mail"]})
		shown = letters.with_pictures(letters.read(content), f"/part?{named}&part=")
		return Answer(f'<base target="_blank">{shown}', policy=OF_A_MAIL)

	def part(self, asked: Asked) -> Answer:
		"""A file of a mail. Only pictures are named as what they are."""
		content = self._content(asked)
		if content is None:
			return NOTHING
		for each in letters.attachments(letters.read(content)):
			if str(each.number) == asked.get("part"):
				kind = each.kind if each.kind in PICTURES else UNKNOWN
				return Answer(each.content, kind, OF_A_PART, file=each.name or "part")
		return NOTHING

	def raw(self, asked: Asked) -> Answer:
		"""A mail as it lies in its box."""
		content = self._content(asked)
		return NOTHING if content is None else Answer(content, TEXT, OF_A_PART)

	def _content(self, asked: Asked) -> bytes | None:
		return letters.raw(self.folder, asked.get("box", ""), asked.get("mail", ""))


class Handler(BaseHTTPRequestHandler):
	"""Reads requests; only GET and HEAD are answered."""

	window: Window
	timeout = 30

	def do_GET(self) -> None:
		"""Answer with a page."""
		self._send(self._answer(), whole=True)

	def do_HEAD(self) -> None:
		"""Answer without the page."""
		self._send(self._answer(), whole=False)

	def _answer(self) -> Answer:
		name = self.headers.get("Host", "").rpartition(":")[0] or self.headers.get("Host", "")
		if name not in OUR_NAMES:
			return Answer(page_views.elsewhere(), status=HTTPStatus.FORBIDDEN)
		return self.window.answer(self.path)

	def _send(self, answer: Answer, *, whole: bool) -> None:
		self.send_response(answer.status)
		self.send_header("Content-Type", answer.kind)
		self.send_header("Content-Length", str(len(answer.content)))
		self.send_header("Content-Security-Policy", answer.policy)
		self.send_header("X-Content-Type-Options", "nosniff")
		self.send_header("Referrer-Policy", "no-referrer")
		self.send_header(
			"Cross-Origin-Resource-Policy", "cross-origin" if answer.kind in PICTURES else "same-origin"
		)
		self.send_header("Cache-Control", "no-store")
		if answer.file and answer.kind not in PICTURES:
			self.send_header("Content-Disposition", page_views.disposition(answer.file))
		self.end_headers()
		if whole:
			self.wfile.write(answer.content)

	def log_message(self, format: str, *args: object) -> None:
		"""Who looks at what is nobody's affair."""


def serve(port: int, folder: Path) -> None:
	"""Serve until ended by a signal."""
	# The answers' header `Server` says no versions.
	own = {"window": Window(folder), "server_version": "post-office", "sys_version": ""}
	handler = type("BoundHandler", (Handler,), own)
	with ThreadingHTTPServer((LOOPBACK, port), handler) as server:
		server.daemon_threads = True
		log.info("The boxes of %s are shown at http://localhost:%d/", folder, port)
		server.serve_forever()


def main() -> None:
	"""Read the command line and serve."""
	parser = argparse.ArgumentParser(description=__doc__)
	parser.add_argument("--port", type=int, required=True, help="port on loopback")
	parser.add_argument("--folder", type=Path, required=True, help="where the boxes are")
	given = parser.parse_args()
	logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
	serve(given.port, given.folder.resolve())


if __name__ == "__main__":
	main()
