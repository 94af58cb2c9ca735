"""Which of Debian's packages are missing, and their installing."""

import importlib.util
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from localbench.jobs import Job
from localbench.problems import Problem
from localbench.programs import SYSTEM_FOLDERS

SCRIPT = Path(__file__).with_name("install_packages.sh")


@dataclass(frozen=True)
class Package:
	"""A package of Debian. Where `program` can be run it counts as there, wherever it came from."""

	name: str
	program: str = ""


FOR_THE_BENCH = (
	Package("git", "git"),
	Package("mariadb-server-core", "mariadbd"),
	Package("mariadb-client-core", "mariadb"),
	Package("mariadb-client", "mariadb-dump"),
	Package("redis-server", "redis-server"),
	Package("nginx", "nginx"),
	Package("dovecot-imapd", "dovecot"),
	Package("nodejs", "node"),
	Package("npm", "npm"),
	# drawing of PDF files
	Package("libpango-1.0-0"),
	Package("libpangoft2-1.0-0"),
	Package("libharfbuzz-subset0"),
	# with Cyrillic letters
	Package("fonts-dejavu-core"),
)
FOR_THE_TESTS = (
	Package("chromium-headless-shell", "chromium-headless-shell"),
	# a directory to sign in against
	Package("slapd", "slapd"),
)


def has_program(name: str) -> bool:
	"""Whether a program can be run, also one that only the administrator has on the path."""
	return shutil.which(name, path=f"{os.environ.get('PATH', '')}:{SYSTEM_FOLDERS}") is not None


def is_installed(package: Package) -> bool:
	"""Whether a package, or another source of its program, is there."""
	if package.program:
		return has_program(package.program)
	if not has_program("dpkg-query"):
		return False
	asked = ["dpkg-query", "--show", "--showformat=${db:Status-Status}", package.name]
	done = subprocess.run(asked, capture_output=True, text=True, check=False)
	return done.stdout == "installed"


def missing(packages: tuple[Package, ...]) -> list[str]:
	"""Names of the packages that are to be installed."""
	names = [package.name for package in packages if not is_installed(package)]
	if importlib.util.find_spec("ensurepip") is None:
		names.insert(0, "python3-venv")
	return names


def may_install(names: list[str]) -> None:
	"""Make sure that packages can be installed: as root, or through sudo, which may ask for a password here.

	Raises Problem naming the packages where neither is possible.
	"""
	if not names:
		return
	if not has_program("apt-get"):
		raise _by_hand(names, "This machine has no apt-get, so packages cannot be installed from here.")
	if os.geteuid() == 0:
		return
	if not has_program("sudo"):
		raise _by_hand(names, "Packages are missing, and neither root nor sudo is at hand to install them.")
	print(f"To install {', '.join(names)}, sudo may ask for your password.", flush=True)
	if subprocess.run(["sudo", "--validate"], check=False).returncode:
		raise _by_hand(names, "sudo did not allow the installing of packages.")


def _by_hand(names: list[str], what: str) -> Problem:
	return Problem(
		what,
		"Have an administrator install them, then run this again:\n"
		f"    apt-get install --no-install-recommends {' '.join(names)}",
	)


def install(job: Job, packages: tuple[Package, ...]) -> None:
	"""Install what is missing. The packages' own system services are left stopped: the bench runs private ones."""
	names = missing(packages)
	if not names:
		job.say("Nothing is missing.")
		return
	as_root = [] if os.geteuid() == 0 else ["sudo", "--non-interactive"]
	# sudo remembers a password for the terminal's session only, so the program stays in it.
	try:
		job.run([*as_root, "sh", SCRIPT, *names], own_session=not as_root)
	except Problem as problem:
		raise _by_hand(names, f"Packages could not be installed. {problem.what}") from problem
