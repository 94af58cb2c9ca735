"""The front as it runs: nginx with the rendered configuration before a small web server that repeats what it
was sent.
"""

import base64
import gzip
import hashlib
import http.client
import json
import re
import shutil
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote

import pytest
from front import configuration, error_pages, messages, render

from tests.tools.live_programs import LOOPBACK, free_port, running

SITE, OTHER_SITE = "servicedesk.localhost", "test.localhost"
PRIVATE = "Ĉиртеж №1.png"
REFUSED = ["127.0.0.9", "evil.example", "other.localhost"]


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

	def ask(
		self, path: str, method: str = "GET", body: bytes | None = None, port: int = 0, **headers: str
	) -> tuple[http.client.HTTPResponse, bytes]:
		"""One request, its answer and the answer's body. The path is sent as it stands."""
		connection = http.client.HTTPConnection(LOOPBACK, port or self.port, timeout=20)
		connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
		sent = {"Host": f"localhost:{port or self.port}"} | {
			name.replace("_", "-"): value for name, value in headers.items()
		}
		if body is not None:
			sent["Content-Length"] = str(len(body))
		for name, value in sent.items():
			connection.putheader(name, value)
		connection.endheaders(body)
		answer = connection.getresponse()
		content = answer.read()
		connection.close()
		return answer, content

	def status(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> int:
		"""The status of one request's answer."""
		return self.ask(path, method, body, **headers)[0].status

	def echo(
		self, path: str = "/app", method: str = "GET", port: int = 0, **headers: str
	) -> dict[str, list[str]]:
		"""The headers that reach the web server."""
		answer, content = self.ask(path, method, port=port, **headers)
		assert answer.status == 200, content
		return json.loads(content)["headers"]


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
	"""A front for two sites, with low limits on the second."""
	folder = tmp_path_factory.mktemp("front")
	web = ThreadingHTTPServer((LOOPBACK, 0), Echo)
	web.daemon_threads = True
	threading.Thread(target=web.serve_forever, daemon=True).start()
	settings = configuration.Settings(
		folder=folder / "nginx",
		sites_folder=make_sites(folder / "sites"),
		sites=(
			configuration.Site(SITE, free_port(), (*configuration.own_names(), SITE)),
			configuration.Site(
				OTHER_SITE,
				free_port(),
				(OTHER_SITE, "localhost"),
				sign_in_per_minute=6,
				sign_in_burst=3,
				writing_per_second=1,
				writing_burst=12,
			),
		),
		web_port=web.server_address[1],
		realtime_port=web.server_address[1],
		branding=error_pages.Branding("Фирма & Co", "+359 2 123 456"),
		addresses=configuration.own_addresses(),
		access_log=str(folder / "access.log"),
		error_log=str(folder / "error.log"),
		answer_seconds=5,
	)
	try:
		with running(command(settings), folder / "nginx.log", settings.sites[0].port):
			yield Front(settings)
	finally:
		web.shutdown()
		web.server_close()


def test_what_the_web_server_believes_is_overwritten(front: Front) -> None:
	forged = {
		"X_Forwarded_For": "6.6.6.6",
		"X_Forwarded_Host": "evil.example",
		"X_Forwarded_Proto": "https",
		"X_Frappe_Site_Name": OTHER_SITE,
		"X_Real_IP": "6.6.6.6",
		"Forwarded": "for=6.6.6.6",
		"Remote_Addr": "6.6.6.6",
		"X_Original_URL": "/backups",
		"X_Forwarded_Prefix": "/evil",
		"X_Use_X_Accel_Redirect": "",
		"Proxy": "http://evil.example",
	}
	seen = front.echo(**forged)
	assert seen["x-forwarded-for"] == ["127.0.0.1"]
	assert seen["x-forwarded-proto"] == ["http"]
	assert seen["x-frappe-site-name"] == [SITE]
	assert seen["host"] == [f"localhost:{front.port}"]
	assert seen["x-forwarded-host"] == [f"localhost:{front.port}"]
	assert seen["x-use-x-accel-redirect"] == ["True"]
	assert not {
		"x-real-ip",
		"forwarded",
		"remote-addr",
		"x-original-url",
		"x-forwarded-prefix",
		"proxy",
	} & set(seen)


def test_headers_spelt_with_underscores_do_not_pass(front: Front) -> None:
	request = (
		f"GET /app HTTP/1.1\r\nHost: localhost:{front.port}\r\nX_Forwarded_For: 6.6.6.6\r\n"
		f"X_Frappe_Site_Name: {OTHER_SITE}\r\nConnection: close\r\n\r\n"
	)
	with socket.create_connection((LOOPBACK, front.port), timeout=10) as connection:
		connection.sendall(request.encode())
		answer = b"".join(iter(lambda: connection.recv(65536), b""))
	assert b"6.6.6.6" not in answer and OTHER_SITE.encode() not in answer
	assert b'"x-frappe-site-name": ["' + SITE.encode() in answer


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "[::1]", "LOCALHOST", socket.gethostname(), SITE])
def test_names_that_reach_the_site(front: Front, name: str) -> None:
	for host in (f"{name}:{front.port}", name):
		seen = front.echo(Host=host)
		assert seen["x-frappe-site-name"] == [SITE]
		assert seen["host"] == [f"localhost:{front.port}"]
		assert seen["x-forwarded-host"] == [host]


@pytest.mark.parametrize("name", ["evil.example", "169.254.169.254", "localhost.evil.example"])
def test_other_names_are_refused(front: Front, name: str) -> None:
	answer, content = front.ask("/app", Host=f"{name}:{front.port}")
	assert answer.status == 421
	assert "not served here" in content.decode()


def test_each_port_has_its_site(front: Front) -> None:
	port = front.settings.sites[1].port
	seen = front.echo(port=port, Host=f"{OTHER_SITE}:{port}")
	assert seen["x-frappe-site-name"] == [OTHER_SITE]
	assert seen["host"] == [f"{OTHER_SITE}:{port}"]


def test_the_machine_listens_on_every_loopback_address(front: Front) -> None:
	for address in front.settings.addresses:
		with socket.create_connection((address, front.port), timeout=5):
			pass


def test_realtime_gets_the_address_that_the_browser_asked_for(front: Front) -> None:
	seen = front.echo(
		"/socket.io/?EIO=4&sid=abc",
		Host=f"127.0.0.1:{front.port}",
		X_Forwarded_Host="evil.example",
		X_Frappe_Site_Name=OTHER_SITE,
		Origin=f"http://127.0.0.1:{front.port}",
		Upgrade="websocket",
		Connection="upgrade",
	)
	assert seen["x-forwarded-host"] == [f"127.0.0.1:{front.port}"]
	assert seen["x-frappe-site-name"] == [SITE]
	assert seen["origin"] == [f"http://127.0.0.1:{front.port}"]
	assert seen["upgrade"] == ["websocket"] and seen["connection"] == ["upgrade"]


# ---- Files


def test_hashed_assets_are_kept_for_ever_and_sent_compressed(front: Front) -> None:
	answer, content = front.ask("/assets/app/dist/js/desk.bundle.ABCD2345.js", Accept_Encoding="gzip")
	assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
	assert answer.headers["Content-Encoding"] == "gzip"
	assert gzip.decompress(content) == b"made beforehand"
	assert answer.headers["Content-Type"].startswith(("application/javascript", "text/javascript"))
	plain, content = front.ask("/assets/app/dist/js/desk.bundle.ABCD2345.js")
	assert "Content-Encoding" not in plain.headers and content.startswith(b"let a = 1;")


@pytest.mark.parametrize(
	("path", "cache"),
	[
		("/assets/app/images/plain.svg", "public, max-age=86400"),
		("/assets/app/images/plain.svg?v=3", "public, max-age=31536000, immutable"),
		("/assets/assets.json", "no-cache"),
	],
)
def test_how_long_other_assets_are_kept(front: Front, path: str, cache: str) -> None:
	answer, _ = front.ask(path)
	assert answer.status == 200
	assert answer.headers["Cache-Control"] == cache
	assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_answers_of_the_web_server_are_compressed(front: Front) -> None:
	answer, content = front.ask("/app", Accept_Encoding="gzip, deflate, br")
	assert answer.headers["Content-Encoding"] == "gzip"
	said = json.loads(gzip.decompress(content))
	assert "accept-encoding" not in said["headers"]
	assert len(content) < 1200


def test_public_files_are_attachments_but_for_pictures(front: Front) -> None:
	page, _ = front.ask("/files/page.html")
	assert page.status == 200
	assert page.headers["Content-Disposition"] == "attachment"
	picture, _ = front.ask("/files/picture.png")
	assert "Content-Disposition" not in picture.headers
	for answer in (page, picture):
		assert answer.headers["X-Content-Type-Options"] == "nosniff"
		assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_private_files_come_when_the_web_server_says_so(front: Front) -> None:
	answer, content = front.ask("/private/files/allowed")
	assert (answer.status, content) == (200, b"private")
	assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
	assert answer.headers["Cache-Control"] == "private, no-cache"
	assert "Content-Disposition" not in answer.headers
	paper, _ = front.ask("/private/files/paper")
	assert "Content-Disposition" not in paper.headers, "a browser shows it in a viewer of its own"
	assert paper.headers["Content-Security-Policy"] == "frame-ancestors 'self'"
	page, _ = front.ask("/private/files/page")
	assert page.headers["Content-Disposition"] == "attachment"


@pytest.mark.parametrize(
	"path",
	[
		f"/protected/private/files/{quote(PRIVATE)}",
		"/protected/site_config.json",
		"/private/files/upwards",
		f"/{SITE}/site_config.json",
		"/assets/../common_site_config.json",
		"/assets/%2e%2e/common_site_config.json",
		"/assets/..%2fcommon_site_config.json",
		"/assets/.secret",
		"/files/.hidden",
		"/files/../../site_config.json",
		"/files/..%2f..%2fsite_config.json",
		"/files/..%5c..%5csite_config.json",
		"/private/files/../../site_config.json",
		"/private/files/..%2F..%2Fsite_config.json",
		"/private/files/%2e%2e/%2e%2e/site_config.json",
		"/private/files/..",
		"/backups/database.sql.gz",
		"//backups/database.sql.gz",
		"/%62ackups/database.sql.gz",
		"/backups",
		"/.git/config",
		"/app/.env",
		"/.front/en/502.html",
		"/.front/../nginx.conf",
	],
)
def test_paths_that_lead_nowhere(front: Front, path: str) -> None:
	answer, content = front.ask(path)
	if answer.status == 200:
		assert json.loads(content)["path"] == path, "nothing but the web server may answer"
		assert path.startswith(f"/{SITE}")
	else:
		assert answer.status in (400, 404)
	assert b"secret" not in content and content != b"private"


def test_well_known_files_pass(front: Front) -> None:
	assert front.status("/.well-known/security.txt") == 200


# ---- What is refused and limited


@pytest.mark.parametrize(
	("path", "status"),
	[
		("/api/method/frappe.core.doctype.user.user.reset_password?user=a", 405),
		("/api/method/frappe.core.doctype.user.user.reset_password/x?user=a", 405),
		("/api/v2/method/frappe.core.doctype.user.user.reset_password", 405),
		("/api/method/frappe.core.doctype.user.user.reset%5Fpassword", 405),
		("/api//method/login?usr=a&pwd=b", 405),
		("/?cmd=frappe.core.doctype.user.user.reset_password&user=a", 405),
		("/anything?user=a&cmd=login", 405),
		("/anything?c%6Dd=login", 405),
		("/?cmd=web_logout&cmd=login", 405),
		("/?cmd=web_logout%00", 405),
		("/?cmd=web_logout", 200),
		("/?command=login", 200),
		("/api/method/frappe.core.doctype.user.user.reset_password_now", 200),
		("/api/method/ping", 200),
		("/portal?sid=0123", 400),
		("/portal?a=b&s%69d=0123", 400),
		("/portal?side=1", 200),
	],
)
def test_what_a_link_must_not_do(front: Front, path: str, status: int) -> None:
	answer, _ = front.ask(path)
	assert answer.status == status
	if status == 405:
		assert answer.headers["Allow"] == "POST"
		assert front.status(path, "HEAD") == 405
		assert front.status(path, "PUT", b"{}") == 405


def test_a_get_has_no_body(front: Front) -> None:
	body = b'{"cmd": "login"}'
	assert front.status("/api/method/ping", "GET", body, Content_Type="application/json") == 400
	assert front.status("/api/method/ping", "GET", b"") == 200
	assert front.status("/api/method/ping", "POST", body, Content_Type="application/json") == 200


@pytest.mark.parametrize(
	"path", ["/login", "/", "/api/method/login", "/portal/sign-in", "/nowhere?cmd=login"]
)
def test_attempts_to_sign_in_are_limited(front: Front, path: str) -> None:
	"""One limit for all ways in: the first path uses it up for the others, too."""
	port = front.settings.sites[1].port
	statuses = []
	for _ in range(8):
		answer, content = front.ask(path, "POST", b"usr=a&pwd=b", port)
		statuses.append(answer.status)
	assert statuses[-1] == 429
	assert answer.headers["Retry-After"] == "60"
	assert "Too many attempts" in content.decode()
	assert front.ask("/login", "GET", port=port)[0].status == 200, "looking at the page is not limited"
	assert front.status("/login", "POST", b"usr=a") == 200, "another site counts for itself"


def test_a_forged_client_address_does_not_avoid_the_limit(front: Front) -> None:
	port = front.settings.sites[1].port
	statuses = [
		front.ask("/login", "POST", b"", port, X_Forwarded_For=f"10.0.0.{number}")[0].status
		for number in range(8)
	]
	assert 429 in statuses


def test_other_changes_are_limited_too(front: Front) -> None:
	port = front.settings.sites[1].port
	statuses = [front.ask("/api/resource/ToDo", "POST", b"{}", port)[0].status for _ in range(30)]
	assert 429 in statuses


def test_too_large(front: Front) -> None:
	answer, content = front.ask("/portal/new", "POST", b"x" * (27 << 20), Accept_Language="bg")
	assert answer.status == 413
	text = content.decode()
	assert "Файловете са твърде големи" in text and "25 MB" in text
	answer, content = front.ask("/portal/new", "POST", b"x" * (25 << 20))
	assert (answer.status, json.loads(content)["length"]) == (200, 25 << 20)


# ---- Headers


def test_security_headers_are_added_where_they_are_missing(front: Front) -> None:
	desk, _ = front.ask("/app")
	assert desk.headers["Content-Security-Policy"] == configuration.DESK_POLICY
	portal, _ = front.ask("/portal/tickets")
	assert portal.headers["Content-Security-Policy"] == configuration.PORTAL_POLICY
	assert front.ask("/portals")[0].headers["Content-Security-Policy"] == configuration.DESK_POLICY
	for answer in (desk, portal):
		assert answer.headers["X-Content-Type-Options"] == "nosniff"
		assert answer.headers["Referrer-Policy"] == "same-origin"
		assert answer.headers["Permissions-Policy"]
		assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
		assert answer.headers["Cache-Control"] == "private, no-cache"
		assert "Strict-Transport-Security" not in answer.headers
		assert answer.headers["Server"] == "nginx"


def test_the_apps_own_headers_stand_alone(front: Front) -> None:
	answer, _ = front.ask("/own-headers")
	for name, value in {
		"Content-Security-Policy": "default-src 'own'",
		"X-Frame-Options": "DENY",
		"Cache-Control": "no-store",
	}.items():
		assert answer.headers.get_all(name) == [value]


def test_strict_transport_only_over_https(tmp_path: Path, front: Front) -> None:
	site = configuration.Site(SITE, free_port(), ("localhost",))
	settings = replace(front.settings, folder=tmp_path / "nginx", sites=(site,), scheme="https")
	with running(command(settings), tmp_path / "log", site.port):
		answer, content = Front(settings).ask("/app")
	assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
	assert json.loads(content)["headers"]["x-forwarded-proto"] == ["https"]


# ---- Error pages


@pytest.fixture(scope="module")
def alone(front: Front, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
	"""A front with nothing behind it."""
	folder = tmp_path_factory.mktemp("alone")
	site = configuration.Site(SITE, free_port(), ("localhost",))
	settings = replace(
		front.settings, folder=folder, sites=(site,), web_port=free_port(), realtime_port=free_port()
	)
	with running(command(settings), folder / "log", site.port):
		yield Front(settings)


@pytest.mark.parametrize(
	("accepted", "cookie", "language"),
	[
		("", "", "en"),
		("bg", "", "bg"),
		("de-DE,de;q=0.9,uk;q=0.8,en;q=0.7", "", "uk"),
		("ro-MD", "", "ro"),
		("ru,bg;q=0.5", "", "ru"),
		("nb-NO,bg-BG;q=0.3", "", "bg"),
		("de", "", "en"),
		("bg", "preferred_language=ro", "ro"),
		("bg", "preferred_language=../../../etc", "bg"),
	],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_nothing_behind(alone: Front, accepted: str, cookie: str, language: str, method: str) -> None:
	answer, content = alone.ask(
		"/portal", method, b"" if method == "POST" else None, Accept_Language=accepted, Cookie=cookie
	)
	assert answer.status == 502
	text = content.decode()
	assert f'<html lang="{language}">' in text
	assert messages.MESSAGES[502][language][0] in text
	assert "Фирма &amp; Co" in text and 'href="tel:+3592123456"' in text
	assert all(f'lang="{other}"' in text for other in messages.LANGUAGES)
	assert answer.headers["Retry-After"] == "5"
	assert answer.headers["Cache-Control"] == "no-store"
	assert answer.headers["Content-Type"] == "text/html; charset=utf-8"


def test_scripts_get_json(alone: Front) -> None:
	for headers in ({"Accept": "application/json"}, {"Accept": "*/*", "X_Requested_With": "XMLHttpRequest"}):
		answer, content = alone.ask("/api/method/ping", Accept_Language="ru", **headers)
		assert answer.status == 502
		assert json.loads(content)["message"].startswith("Сервис сейчас недоступен")


def test_realtime_away(alone: Front) -> None:
	assert alone.status("/socket.io/?EIO=4") == 502


def test_assets_come_without_the_web_server(alone: Front) -> None:
	assert alone.status("/assets/app/images/plain.svg") == 200


def test_error_pages_may_use_exactly_their_own_style(alone: Front) -> None:
	answer, content = alone.ask("/")
	style = re.search(r"<style>(.*?)</style>", content.decode(), re.DOTALL)
	assert style
	digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
	assert f"'sha256-{digest}'" in answer.headers["Content-Security-Policy"]
	assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_every_message_has_five_languages() -> None:
	for texts in messages.MESSAGES.values():
		assert set(texts) == set(messages.LANGUAGES)
		assert len({("{megabytes}" in advice) for _, advice in texts.values()}) == 1


@pytest.mark.parametrize(
	("content", "branding"),
	[
		(None, error_pages.Branding()),
		("{", error_pages.Branding()),
		("[]", error_pages.Branding()),
		('{"name": "  ", "phone": 3}', error_pages.Branding()),
		('{"name": "A", "phone": " 1 ", "more": 1}', error_pages.Branding("A", "1")),
	],
)
def test_branding(tmp_path: Path, content: str | None, branding: error_pages.Branding) -> None:
	file = tmp_path / "branding.json"
	if content is not None:
		file.write_text(content)
	assert error_pages.read_branding(file) == branding


# ---- Rendering


@pytest.mark.parametrize("name", ["a b", "a;b", "a{b", "", "$host"])
def test_names_that_nginx_would_misread_are_refused(front: Front, tmp_path: Path, name: str) -> None:
	settings = replace(
		front.settings, folder=tmp_path, sites=(configuration.Site(SITE, 1, ("localhost", name)),)
	)
	with pytest.raises(configuration.Unsafe):
		configuration.write(settings)


def test_folders_that_nginx_would_misread_are_refused(front: Front, tmp_path: Path) -> None:
	with pytest.raises(configuration.Unsafe):
		configuration.write(replace(front.settings, folder=tmp_path / "a b"))


def test_settings_of_the_bench(tmp_path: Path) -> None:
	ports = {"public": 8080, "test": 8090, "web": 8081, "realtime": 8082}
	(tmp_path / "sites").mkdir()
	text = configuration.text(render.settings(tmp_path, ports))
	assert "listen 127.0.0.1:8080 default_server;" in text and "listen 127.0.0.1:8090;" in text
	assert "@" not in text.replace("@font", "")
