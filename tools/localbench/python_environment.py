"""The virtual environment env/: the framework's packages, the bench's and the tests'."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from localbench import paths
from localbench.jobs import Job
from localbench.problems import Problem

SUPPORTED = ((3, 11), (3, 12))
UV = paths.ENV / "bin" / "uv"
# Relative to site-packages, so that the folder may be moved as a whole.
APP_FOLDERS = "../../../../apps/frappe\n../../../../apps/servicedesk\n"


def check_version() -> None:
	"""Raise Problem unless this Python is one that the pinned packages run on."""
	if sys.version_info[:2] not in SUPPORTED:
		wanted = " or ".join(f"{major}.{minor}" for major, minor in SUPPORTED)
		raise Problem(
			f"This is Python {sys.version.split()[0]}; the pinned packages need {wanted}.",
			"Run with another one: python3.11 ./servicedesk up",
		)


def lock(name: str) -> Path:
	"""A lock file by name."""
	return paths.REQUIREMENTS / f"{name}.lock"


def is_there() -> bool:
	"""Whether the environment answers."""
	return paths.PYTHON.exists() and UV.exists() and _runs(paths.PYTHON)


def _runs(python: Path) -> bool:
	return subprocess.run([python, "-c", "import pip"], capture_output=True, check=False).returncode == 0


def make(job: Job) -> None:
	"""Make the environment with the installer in it."""
	if not (paths.PYTHON.exists() and _runs(paths.PYTHON)):
		shutil.rmtree(paths.ENV, ignore_errors=True)
		job.run([sys.executable, "-m", "venv", paths.ENV])
	pip(job, "install", "--require-hashes", "-r", lock("bootstrap"))
	(paths.site_packages() / "servicedesk-bench.pth").write_text(APP_FOLDERS)


def pip(job: Job, *arguments: str | Path) -> None:
	"""Run pip of the environment, which follows the user's own configuration of package sources."""
	job.run([paths.PYTHON, "-m", "pip", "--disable-pip-version-check", *arguments])


def install(job: Job, name: str) -> None:
	"""Install a lock file, hashes checked. uv is several times faster; pip is asked where uv cannot."""
	arguments: list[str | Path] = ["--require-hashes", "--no-deps", "-r", lock(name)]
	try:
		command: list[str | Path] = [
			UV,
			"pip",
			"install",
			"--no-progress",
			"--python",
			paths.PYTHON,
			*arguments,
		]
		job.run(command, variables=os.environ | _sources())
	except Problem:
		job.say("uv could not; trying pip, which may be configured for other sources.")
		pip(job, "install", *arguments)


def _sources() -> dict[str, str]:
	"""pip's configured index and certificates in uv's words, unless uv has its own."""
	names = {"global.index-url": "UV_DEFAULT_INDEX", "global.cert": "SSL_CERT_FILE"}
	found = {}
	for key, variable in names.items():
		asked = [str(paths.PYTHON), "-m", "pip", "config", "get", key]
		done = subprocess.run(asked, capture_output=True, text=True, check=False)
		if done.returncode == 0 and variable not in os.environ:
			found[variable] = done.stdout.strip()
	return found


def versions(name: str) -> str:
	"""What an installed lock file depends on besides its content."""
	return json.dumps({"python": sys.version, "lock": name})
