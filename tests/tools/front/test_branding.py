"""Whose error pages these are: asked of the site, kept, and shown when the site is gone."""

import http.client
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from front import branding, configuration, render, watch
from front.branding import Branding

from tests.tools.front.echo import SITE, command
from tests.tools.live_programs import LOOPBACK, free_port, running, wait_until

COMPANY = {
	"name": "Фирма & Ко",
	"phone": "+359 2 123 456",
	"email": "help@example.org",
	"hours": "9–18",
	"language": "bg",
	"color": "#b3422b",
	"on_color": "#ffffff",
	"link": "#b3422b",
	"dark_link": "#e6bab1",
}
PLACEHOLDER = Branding()


@pytest.mark.parametrize(
	("content", "found"),
	[
		(None, PLACEHOLDER),
		("{", PLACEHOLDER),
		("[]", PLACEHOLDER),
		('{"name": "  ", "phone": 3, "language": "de"}', PLACEHOLDER),
		('{"name": "A", "phone": " 1 ", "more": 1}', Branding("A", "1")),
		(
			'{"color": "#fff", "link": "red;}", "on_color": "#FFFFFF", "dark_link": "#8fbdf6"}',
			Branding(dark_link="#8fbdf6"),
		),
		('{"name": "' + "x" * 5000 + '", "language": "uk"}', Branding("x" * 200, language="uk")),
	],
)
def test_reading(tmp_path: Path, content: str | None, found: Branding) -> None:
	file = tmp_path / "branding.json"
	if content is not None:
		file.write_text(content)
	assert branding.read(file) == found


def test_kept_and_read(tmp_path: Path) -> None:
	file = tmp_path / "new" / "branding.json"
	branding.keep(file, Branding(**COMPANY))
	assert branding.read(file) == Branding(**COMPANY)
	assert [each.name for each in file.parent.iterdir()] == ["branding.json"]


class Site(BaseHTTPRequestHandler):
	"""A site that says what it is told to say."""

	said = b""
	status = 200

	def do_GET(self) -> None:
		"""Answer the one question."""
		right = self.path == "/portal/branding.json" and self.headers["X-Frappe-Site-Name"] == SITE
		self.send_response(self.status if right else 404)
		self.end_headers()
		self.wfile.write(self.said)

	def log_message(self, *_: object) -> None:
		"""Say nothing."""


@contextmanager
def site(said: object, status: int = 200) -> Iterator[int]:
	"""The port of a site that answers with this."""
	content = said if isinstance(said, bytes) else json.dumps(said).encode()
	handler = type("Answering", (Site,), {"said": content, "status": status})
	with ThreadingHTTPServer((LOOPBACK, 0), handler) as server:
		threading.Thread(target=server.serve_forever, daemon=True).start()
		yield server.server_address[1]
		server.shutdown()


@pytest.mark.parametrize(
	("said", "status", "found"),
	[
		(COMPANY, 200, Branding(**COMPANY)),
		(COMPANY, 503, None),
		(b"<html>", 200, None),
		(b"\xff", 200, None),
		(b"[1]", 200, None),
	],
)
def test_asking(said: object, status: int, found: Branding | None) -> None:
	with site(said, status) as port:
		assert branding.ask(port, SITE) == found


def test_nobody_to_ask() -> None:
	assert branding.ask(free_port(), SITE) is None


def page(port: int, accepted: str) -> str:
	"""The error page of a front, as a browser of that language gets it."""
	connection = http.client.HTTPConnection(LOOPBACK, port, timeout=20)
	connection.request("GET", "/portal", headers={"Host": f"localhost:{port}", "Accept-Language": accepted})
	answer = connection.getresponse()
	assert answer.status == 502
	text = answer.read().decode()
	connection.close()
	return text


def test_a_running_front_takes_over_what_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
	"""Name, phone and language, without a restart; and it keeps them when the site is gone."""
	public, web = free_port(), free_port()
	chosen = {
		"public": public,
		"web": web,
		**{name: free_port() for name in ("test", "second_test", "realtime")},
	}
	made = render.settings(tmp_path, chosen)
	log = str(tmp_path / "nginx.log")
	ours = replace(made, addresses=(LOOPBACK,), access_log=log, error_log=log)
	(tmp_path / "sites").mkdir()

	def settings(root: Path, ports: object) -> configuration.Settings:
		return replace(ours, branding=branding.read(render.branding_file(root)))

	monkeypatch.setattr(render, "settings", settings)
	with running(command(ours), tmp_path / "nginx.log", public):
		assert "Service desk" in page(public, "bg") and not watch.refresh(tmp_path, chosen, SITE)
		with site(COMPANY) as answering:
			assert watch.refresh(tmp_path, chosen | {"web": answering}, SITE)
		wait_until(lambda: '<html lang="bg">' in page(public, "de"), what="the new language")
		assert not watch.refresh(tmp_path, chosen, SITE)
		for accepted in ("de", "ro", "uk", "ru", "en"):
			text = page(public, accepted)
			assert "Фирма &amp; Ко" in text and 'href="tel:+3592123456"' in text and "9–18" in text
			assert f'<html lang="{"bg" if accepted == "de" else accepted}">' in text
