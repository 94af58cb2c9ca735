"""Security headers of answers."""

import json
from dataclasses import replace
from pathlib import Path

from front import configuration

from tests.tools.front.echo import SITE, Front, command
from tests.tools.live_programs import free_port, running


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
