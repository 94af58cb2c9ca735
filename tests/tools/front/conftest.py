"""Running fronts: nginx with the rendered configuration."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import ThreadingHTTPServer

import pytest
from front import configuration
from front.branding import Branding

from tests.tools.front.echo import OTHER_SITE, SITE, Echo, Front, command, make_sites
from tests.tools.live_programs import LOOPBACK, free_port, running


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
		branding=Branding("Фирма & Co", "+359 2 123 456"),
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
