"""What goes into nginx's configuration."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from front import configuration, render

from tests.tools.front.echo import SITE, Front

PORTS = {"public": 8080, "test": 8090, "second_test": 8091, "web": 8081, "realtime": 8082}


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
	(tmp_path / "sites").mkdir()
	text = configuration.text(render.settings(tmp_path, PORTS))
	assert "listen 127.0.0.1:8080 default_server;" in text and "listen 127.0.0.1:8090;" in text
	assert "@" not in text.replace("@font", "")


@pytest.mark.parametrize(
	("request_line", "counted"),
	[
		("POST /portal/sign-in", True),
		("POST /portal/sign-in/", True),
		("POST /portal/register", True),
		("POST /portal/forgotten", True),
		("POST /portal/forgotten/answer", True),
		("POST /portal/access/ab_C-1", True),
		("POST /portal/password/new", True),
		("POST /portal/access", False),
		("POST /portal/registers", False),
		("GET /portal/sign-in", False),
	],
)
def test_what_counts_as_an_attempt_to_sign_in(tmp_path: Path, request_line: str, counted: bool) -> None:
	"""Everything that takes a password, an answer or a link's secret from somebody who has not signed in."""
	(tmp_path / "sites").mkdir()
	text = configuration.text(render.settings(tmp_path, PORTS))
	beginning = r'map "\$request_method \$uri" \$sign_in_path \{\s+default 0;\s+'
	found = re.search(beginning + r'"~(.*)" 1;', text)
	assert found
	assert bool(re.search(found[1], request_line)) is counted
