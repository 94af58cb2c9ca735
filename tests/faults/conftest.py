"""What may go wrong with processes, on the test site. How much of it: see the options."""

import pytest


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
