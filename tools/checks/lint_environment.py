"""The linters' own environment, ``env/lint``: what they need clashes with what the framework needs."""

import hashlib
import shutil
import subprocess
import sys
import venv
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
PROJECT_PYTHON = REPOSITORY / "env" / "bin" / "python"
UV = REPOSITORY / "env" / "bin" / "uv"
LOCK = REPOSITORY / "requirements" / "lint.lock"
ENVIRONMENT = REPOSITORY / "env" / "lint"
STAMP = ENVIRONMENT / "lock.sha256"
BIOME = REPOSITORY / "node_modules" / ".bin" / "biome"


class CannotInstall(Exception):
	"""The linters could not be installed; the message says what to do."""


def linter(name: str) -> str:
	"""The full path of a Python linter's program."""
	return str(ENVIRONMENT / "bin" / name)


def project_python() -> str:
	"""The interpreter whose installed packages the types are checked against: the bench's, where there is one."""
	return str(PROJECT_PYTHON) if PROJECT_PYTHON.exists() else sys.executable


def prepare() -> None:
	"""Install what is missing or has another lock. Raises CannotInstall."""
	if not up_to_date():
		print("Installing the linters (once for each lock file) …", flush=True)
		_install()
	if not BIOME.exists():
		print("Installing the linter of scripts and styles …", flush=True)
		install_with("npm", "ci", "--include=dev", "--no-audit", "--no-fund")


def lock_digest() -> str:
	"""What tells one lock file from another."""
	return hashlib.sha256(LOCK.read_bytes()).hexdigest()


def up_to_date() -> bool:
	"""Whether the environment was made from the present lock file."""
	return STAMP.exists() and STAMP.read_text() == lock_digest()


def _install() -> None:
	shutil.rmtree(ENVIRONMENT, ignore_errors=True)
	if UV.exists():
		install_with(str(UV), "venv", "--quiet", "--python", project_python(), str(ENVIRONMENT))
		install_with(
			str(UV), "pip", "sync", "--quiet", "--require-hashes", "--python", linter("python"), str(LOCK)
		)
	else:
		venv.create(ENVIRONMENT, with_pip=True)
		install_with(linter("python"), "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(LOCK))
	STAMP.write_text(lock_digest())


def install_with(*command: str) -> None:
	"""Run an installer. Raises CannotInstall with what it said."""
	try:
		done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
	except FileNotFoundError as missing:
		raise CannotInstall(f"{missing.filename} is not installed. Run ./servicedesk up first.") from missing
	if done.returncode:
		raise CannotInstall(
			f"{' '.join(command[:3])} failed. Check the network and run again.\n{done.stdout}{done.stderr}"
		)
