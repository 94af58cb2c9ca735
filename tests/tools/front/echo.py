"""What stands before and behind the front in its tests: a small web server that repeats what it was sent."""

import gzip
import http.client
import json
import shutil
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import quote

from front import configuration

from tests.tools.live_programs import LOOPBACK

SITE, OTHER_SITE = "servicedesk.localhost", "test.localhost"
PRIVATE = "Ĉиртеж №1.png"


class Echo(BaseHTTPRequestHandler):
	"""Answers with the request it got; some paths answer as the framework would."""

	protocol_version = "HTTP/1.1"

	def answer(self) -> None:
		"""Answer any method."""
		body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
		path = self.path.partition("?")[0]
		said = {
			"method": self.command,
			"path": self.path,
			"headers": {name.lower(): self.headers.get_all(name) for name in self.headers},
			"length": len(body),
			"filling": "x" * 3000,
		}
		self.send_response(200)
		extra = {
			"/own-headers": {
				"Content-Security-Policy": "default-src 'own'",
				"X-Frame-Options": "DENY",
				"Cache-Control": "no-store",
			},
			"/private/files/allowed": {"X-Accel-Redirect": "/protected/private/files/" + quote(PRIVATE)},
			"/private/files/paper": {"X-Accel-Redirect": "/protected/private/files/paper.pdf"},
			"/private/files/page": {"X-Accel-Redirect": "/protected/private/files/page.html"},
			"/private/files/upwards": {"X-Accel-Redirect": "/protected/private/files/../../site_config.json"},
		}.get(path, {})
		for name, value in extra.items():
			self.send_header(name, value)
		self.send_header("Content-Type", "application/json")
		text = json.dumps(said).encode()
		self.send_header("Content-Length", str(len(text)))
		self.end_headers()
		if self.command != "HEAD":
			self.wfile.write(text)

	do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_OPTIONS = answer

	def log_message(self, *_: object) -> None:
		"""Say nothing."""


def make_sites(folder: Path) -> Path:
	"""A sites folder with assets, a public file, private files and secrets."""
	for path, content in {
		"assets/app/dist/js/desk.bundle.ABCD2345.js": b"let a = 1;\n" * 500,
		"assets/app/images/plain.svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
		"assets/assets.json": b"{}",
		"assets/.secret": b"secret",
		"common_site_config.json": b"secret",
		f"{SITE}/site_config.json": b"secret",
		f"{SITE}/public/files/page.html": b"<script>alert(1)</script>",
		f"{SITE}/public/files/picture.png": b"PNG",
		f"{SITE}/public/files/.hidden": b"secret",
		f"{SITE}/private/files/{PRIVATE}": b"private",
		f"{SITE}/private/files/paper.pdf": b"%PDF",
		f"{SITE}/private/files/page.html": b"<script>alert(1)</script>",
		f"{SITE}/private/backups/database.sql.gz": b"secret",
	}.items():
		file = folder / path
		file.parent.mkdir(parents=True, exist_ok=True)
		file.write_bytes(content)
	script = folder / "assets/app/dist/js/desk.bundle.ABCD2345.js"
	Path(f"{script}.gz").write_bytes(gzip.compress(b"made beforehand"))
	return folder


def command(settings: configuration.Settings) -> list[str]:
	"""Render, and return the command that serves. nginx stands outside an ordinary user's search path."""
	nginx = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin")
	assert nginx, "nginx is not installed"
	return [nginx, "-e", "stderr", "-p", str(settings.folder), "-c", str(configuration.write(settings))]


class Front:
	"""A running front with what stands behind it."""

	def __init__(self, settings: configuration.Settings) -> None:
		self.settings = settings
		self.port = settings.sites[0].port

	def send(
		self,
		path: str,
		headers: Mapping[str, str],
		method: str = "GET",
		body: bytes | None = None,
		port: int = 0,
	) -> tuple[http.client.HTTPResponse, bytes]:
		"""One request, its answer and the answer's body. The path is sent as it stands."""
		port = port or self.port
		sent = {"Host": f"localhost:{port}", **headers}
		if body is not None:
			sent["Content-Length"] = str(len(body))
		connection = http.client.HTTPConnection(LOOPBACK, port, timeout=20)
		connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
		for name, value in sent.items():
			connection.putheader(name, value)
		connection.endheaders(body)
		answer = connection.getresponse()
		content = answer.read()
		connection.close()
		return answer, content

	def ask(
		self, path: str, method: str = "GET", body: bytes | None = None, port: int = 0, **headers: str
	) -> tuple[http.client.HTTPResponse, bytes]:
		"""The same with headers spelt as arguments: Accept_Language="bg"."""
		return self.send(path, _spelt(headers), method, body, port)

	def status(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> int:
		"""The status of one request's answer."""
		return self.send(path, _spelt(headers), method, body)[0].status

	def echo(self, path: str = "/app", port: int = 0, **headers: str) -> dict[str, list[str]]:
		"""The headers that reach the web server."""
		answer, content = self.send(path, _spelt(headers), port=port)
		assert answer.status == 200, content
		found: dict[str, list[str]] = json.loads(content)["headers"]
		return found


def _spelt(headers: Mapping[str, str]) -> dict[str, str]:
	return {name.replace("_", "-"): value for name, value in headers.items()}
