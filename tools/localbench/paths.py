"""Where things lie in the repository, which is the bench."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ROOT / "apps"
CONFIG = ROOT / "config"
ENV = ROOT / "env"
LOGS = ROOT / "logs"
REQUIREMENTS = ROOT / "requirements"
SITES = ROOT / "sites"
TOOLS = ROOT / "tools"
VAR = ROOT / "var"

PYTHON = ENV / "bin" / "python"
FRAPPE = APPS / "frappe"
APP = APPS / "servicedesk"
CACHE = VAR / "cache"
RUN = VAR / "run"
STAMPS = VAR / "stamps"
SETUP_LOGS = LOGS / "setup"

DEVELOPMENT_SITE = "servicedesk.localhost"
TEST_SITE = "test.localhost"
# Two parts of the tests run at once, each on a site of its own.
SECOND_TEST_SITE = "second-test.localhost"
TEST_SITES = (TEST_SITE, SECOND_TEST_SITE)


def site_packages(environment: Path = ENV) -> Path:
	"""The folder of installed packages in a virtual environment made by the running Python version."""
	version = f"python{sys.version_info.major}.{sys.version_info.minor}"
	return environment / "lib" / version / "site-packages"
