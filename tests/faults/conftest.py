"""What may go wrong with processes, on the test site. How much of it: see the options."""

import os
from collections.abc import Iterator

import frappe
import pytest

from tests.faults import escalations
from tests.faults.worker_program import connect
from tests.faults.workers import Crew


def pytest_addoption(parser: pytest.Parser) -> None:
	"""Let the run be longer than every day's."""
	parser.addoption("--kills", type=int, default=10, help="how many processes are killed")
	parser.addoption("--tickets", type=int, default=20, help="how many tickets have five moments each")
	parser.addoption("--seed", type=int, default=0, help="what the moments of killing are drawn from")


@pytest.fixture(scope="session")
def kills(pytestconfig: pytest.Config) -> int:
	"""How many processes are killed."""
	return int(pytestconfig.getoption("--kills"))


@pytest.fixture(scope="session")
def tickets(pytestconfig: pytest.Config) -> int:
	"""How many tickets there are."""
	return int(pytestconfig.getoption("--tickets"))


@pytest.fixture(scope="session")
def seed(pytestconfig: pytest.Config) -> int:
	"""What chance begins with."""
	return int(pytestconfig.getoption("--seed"))


@pytest.fixture
def crew() -> Iterator[Crew]:
	"""Ready to start workers; this process looks on, connected to the same site."""
	crew = Crew(escalations.SITE)
	folder = os.getcwd()
	connect(escalations.SITE)
	yield crew
	frappe.destroy()
	os.chdir(folder)
	crew.end()
