"""Assets, public and private files, and the paths that lead nowhere."""

import gzip
import json
from urllib.parse import quote

import pytest

from tests.tools.front.echo import PRIVATE, SITE, Front


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


def test_the_icon_that_browsers_ask_for(front: Front) -> None:
	answer, content = front.ask("/favicon.ico")
	assert (answer.status, content) == (204, b"")
	assert "max-age=86400" in answer.headers["Cache-Control"]
