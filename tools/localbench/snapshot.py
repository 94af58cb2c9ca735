"""The test sites, and their fast return to a known state.

States, each made from the one before and kept as a dump under var/cache until what it was made from changes:
``frappe`` (the framework alone), ``app`` (with the app installed), ``preset:NAME`` (with that preset and its sample
people); ``preset`` alone is the one that `up` loads.
Tests use `restore`; people use `./servicedesk snapshot restore [STATE]`.
"""

import fcntl
import json
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from localbench import database, frappe_source, passwords, paths, ports, programs, sites
from localbench.jobs import Job
from localbench.problems import Problem

FRAMEWORK, APP, PRESET = "frappe", "app", "preset"
FILES = ("public/files", "private/files")
KEY_LENGTH = 16
FOLDER = paths.CACHE / "snapshots"
SITE_FOLDERS = (*FILES, "private/backups", "logs", "locks")


def states() -> list[str]:
	"""The names of all states that can be asked for."""
	return [FRAMEWORK, APP, PRESET, *(state_of(name) for name in sites.presets())]


def state_of(preset: str) -> str:
	"""The name of the state in which a test site holds that preset and nothing else."""
	return f"{PRESET}:{preset}"


def preset_of(state: str) -> str:
	"""The preset that a state holds; empty for those that hold none."""
	kind, _, name = state.partition(":")
	return (name or sites.PRESET) if kind == PRESET else ""


def key(state: str) -> str:
	"""What a state was made from, as a short digest."""
	if state == FRAMEWORK:
		return frappe_source.WHEEL_SHA256[:KEY_LENGTH]
	if state == APP:
		return sites.app_fingerprint()[:KEY_LENGTH]
	return sites.preset_fingerprint(preset_of(state))[:KEY_LENGTH]


def location(state: str) -> Path:
	"""The folder that holds a state: the database's dump and the site's files."""
	return FOLDER / f"{_label(state)}-{key(state)}"


def _label(state: str) -> str:
	"""The state's part of its folder's name: no name is the beginning of another with a hyphen after it."""
	preset = preset_of(state)
	return f"{PRESET}.{preset}" if preset else state


def is_kept(state: str) -> bool:
	"""Whether a state can be restored without making it."""
	return (location(state) / "database.sql").exists()


def keep(job: Job, site: str, state: str) -> None:
	"""Keep the present state of a site, and forget what was kept of the same state before."""
	target = location(state)
	shutil.rmtree(target, ignore_errors=True)
	for older in target.parent.glob(f"{_label(state)}-{'?' * KEY_LENGTH}"):
		shutil.rmtree(older, ignore_errors=True)
	for name in FILES:
		source = sites.folder(site) / name
		if source.exists():
			shutil.copytree(source, target / name)
	database.dump(job, sites.configuration(site)["db_name"], target / "database.sql")


def restore(state: str = PRESET, site: str = paths.TEST_SITE) -> None:
	"""Bring a test site into a state. Makes the state, and those it rests on, when it is not kept."""
	log = paths.LOGS / "snapshot.log"
	with _alone():
		job = Job(log, threading.Event())
		try:
			_restore(job, site, state)
		finally:
			job.close()


@contextmanager
def _alone() -> Iterator[None]:
	"""Two programs that restored at once would mix their states."""
	paths.RUN.mkdir(parents=True, exist_ok=True)
	with (paths.RUN / "snapshot.lock").open("w") as lock:
		fcntl.flock(lock, fcntl.LOCK_EX)
		yield


def _restore(job: Job, site: str, state: str) -> None:
	if state not in states():
		raise Problem(f"There is no state {state}.", f"Known: {', '.join(states())}.")
	_configure(site)
	if is_kept(state):
		_load(job, site, location(state))
	else:
		_make(job, site, state)
		keep(job, site, state)


def _configure(site: str) -> None:
	"""Write a test site's configuration. It shares the encryption key with the site its dumps may come from."""
	chosen = ports.load(paths.CONFIG / "ports.json")
	if chosen is None:
		raise Problem("The bench is not set up yet.", "Run ./servicedesk up first.")
	for name in SITE_FOLDERS:
		(sites.folder(site) / name).mkdir(parents=True, exist_ok=True)
	sites.configure(
		site,
		{
			"allow_tests": True,
			"db_name": sites.DATABASES[site],
			"db_password": _passwords()["test_database"],
			"db_type": "mariadb",
			"encryption_key": sites.configuration(paths.DEVELOPMENT_SITE)["encryption_key"],
			"host_name": sites.addresses(chosen)[site],
			# Tests say themselves when a scheduled job runs.
			"pause_scheduler": 1,
		},
	)


def _passwords() -> dict[str, str]:
	return passwords.load_or_create(paths.CONFIG / "passwords.json")


def _make(job: Job, site: str, state: str) -> None:
	if state == FRAMEWORK:
		password = f"--db-password={_passwords()['test_database']}"
		sites.new_site(job, site, _passwords(), password)
		_configure(site)
		return
	if state == APP:
		_restore(job, site, FRAMEWORK)
		sites.install_app(job, site)
	else:
		_restore(job, site, APP)
		sites.load_preset(job, site, preset_of(state))


def _load(job: Job, site: str, kept: Path) -> None:
	emptied = sites.DATABASES[site]
	database.recreate(job, emptied, _passwords()["test_database"])
	database.load(job, emptied, kept / "database.sql")
	for name in FILES:
		target = sites.folder(site) / name
		shutil.rmtree(target, ignore_errors=True)
		if (kept / name).exists():
			shutil.copytree(kept / name, target)
		target.mkdir(parents=True, exist_ok=True)
	_forget_cached(emptied)


def _forget_cached(database_name: str) -> None:
	"""Remove what the cache holds of a test site; other sites' entries stay."""
	chosen = ports.load(paths.CONFIG / "ports.json") or {}
	cache = [programs.executable("redis-cli"), "-h", ports.LOOPBACK, "-p", str(chosen.get("redis_cache", 0))]
	# One script on the server removes them at once; the pattern is an argument, never part of the script.
	script = (
		"local found = redis.call('KEYS', ARGV[1]) "
		"for first = 1, #found, 1000 do "
		"redis.call('DEL', unpack(found, first, math.min(first + 999, #found))) end return #found"
	)
	done = subprocess.run(
		[*cache, "EVAL", script, "0", f"{database_name}|*"], capture_output=True, text=True, check=False
	)
	if done.returncode or not done.stdout.strip().isdigit():
		raise Problem(
			f"The cache could not be cleared: {json.dumps(done.stdout + done.stderr)}",
			"Run ./servicedesk up first.",
		)
