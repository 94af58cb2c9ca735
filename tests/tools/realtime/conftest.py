"""A running realtime server."""

from collections.abc import Iterator

import pytest

from tests.tools.live_programs import running
from tests.tools.realtime.clients import Bench


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
	"""A running realtime server."""
	bench = Bench(tmp_path_factory.mktemp("realtime"))
	try:
		with running(bench.arguments(), bench.folder / "realtime.log", bench.port):
			bench.wait_until_healthy()
			yield bench
	finally:
		bench.stop_redis()
		bench.web.stop()
