"""The front of a site whose web server is gone names the company and its phone, as the site's settings had them."""

import html
import http.client
import json
import os
import shutil
from pathlib import Path

import pytest
from front import branding, configuration

from tests.security.http_door import SITE, Session, web_server
from tests.tools.live_programs import LOOPBACK, free_port, running


@pytest.fixture
def said(administrator: Session) -> dict[str, str]:
	"""What the site's settings say."""
	answer = web_server().ask("GET", "/api/resource/SD%20Settings/SD%20Settings", administrator)
	found = answer.json()["data"]
	assert isinstance(found, dict)
	return {
		"name": str(found.get("portal_title") or found.get("company_name")),
		"phone": str(found.get("contact_phone") or ""),
		"language": str(found.get("default_language")),
	}


def test_the_page_of_a_dead_back_end(said: dict[str, str], tmp_path: Path) -> None:
	"""Asked by the watcher's own question while the web server lived; in the reader's language of the five."""
	found = branding.ask(web_server().port, SITE)
	assert found and said["phone"]
	assert {"name": found.name, "phone": found.phone, "language": found.language} == said
	sites = tmp_path / "sites"
	sites.mkdir()
	port = free_port()
	settings = configuration.Settings(
		folder=tmp_path / "nginx",
		sites_folder=sites,
		sites=(configuration.Site(SITE, port, ("localhost",)),),
		# Nothing listens there: the web server is gone.
		web_port=free_port(),
		realtime_port=free_port(),
		branding=found,
		addresses=(LOOPBACK,),
		access_log=str(tmp_path / "access.log"),
		error_log=str(tmp_path / "error.log"),
	)
	nginx = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
	assert nginx
	command = [nginx, "-e", "stderr", "-p", str(settings.folder), "-c", str(configuration.write(settings))]
	with running(command, tmp_path / "log", port):
		for accepted, language in (
			("bg", "bg"), ("ru-RU", "ru"), ("uk;q=0.9", "uk"), ("ro", "ro"), ("en-GB", "en"), ("de", said["language"]),
		):  # fmt: skip
			text = page(port, accepted)
			assert f'<html lang="{language}">' in text
			assert html.escape(said["name"]) in text and html.escape(said["phone"]) in text


def page(port: int, accepted: str) -> str:
	"""The page that a browser of this language gets."""
	connection = http.client.HTTPConnection(LOOPBACK, port, timeout=20)
	connection.request(
		"GET", "/portal/requests", headers={"Host": f"localhost:{port}", "Accept-Language": accepted}
	)
	answer = connection.getresponse()
	assert answer.status == 502
	text = answer.read().decode()
	connection.close()
	return text


def test_scripts_and_strangers_get_it_too() -> None:
	"""The address is open to everybody, and says no more than the sign-in page does."""
	answer = web_server().ask("GET", "/portal/branding.json")
	assert answer.status == 200
	contacts = {"name", "phone", "email", "hours", "language"}
	assert set(json.loads(answer.body)) == contacts | {"color", "on_color", "link", "dark_link"}
