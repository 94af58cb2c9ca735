"""The pages shown when nothing else can answer."""

import base64
import hashlib
import json
import re

import pytest
from front import messages

from tests.tools.front.echo import Front


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
	for headers in ({"Accept": "application/json"}, {"Accept": "*/*", "X-Requested-With": "XMLHttpRequest"}):
		answer, content = alone.send("/api/method/ping", {"Accept-Language": "ru", **headers})
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
