"""`./servicedesk up`: everything from a bare machine to a running desk, as often as one likes."""

import fcntl
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from localbench import (
	database,
	passwords,
	paths,
	plan,
	ports,
	processes,
	python_environment,
	service_files,
	sites,
	snapshot,
	supervisor,
	system_packages,
)
from localbench.plan import Settings
from localbench.problems import Problem
from localbench.screen import Screen
from localbench.steps import Run, Step

BYTES_NEEDED = 4 * 1000**3
GIGABYTE = 1000**3
PORTS_FILE = paths.CONFIG / "ports.json"
PASSWORDS_FILE = paths.CONFIG / "passwords.json"
STEPS_WITHOUT_DATA = ("packages", "environment", "python", "development", "framework", "node", "assets")
LOCK_FILE = paths.VAR / "set-up.lock"
FIRST_SET_UP = paths.CONFIG / "first_set_up_seconds"


def settings_for(public_port: int | None, developer: bool = False, for_tests: bool = False) -> Settings:
	"""Ports and passwords of this bench, chosen at the first time and kept from then on."""
	chosen = ports.load(PORTS_FILE)
	if chosen is None or (public_port is not None and chosen["public"] != public_port):
		if chosen is not None and supervisor.is_running():
			print("Stopping the processes, to move to other ports.", flush=True)
			supervisor.stop()
		chosen = ports.choose(public_port)
		ports.save(PORTS_FILE, chosen)
	return Settings(chosen, passwords.load_or_create(PASSWORDS_FILE), developer, for_tests)


def check_disk_space(free: Callable[[], int] | None = None) -> None:
	"""Raise Problem when a set-up would run out of space on the way."""
	left = free() if free else shutil.disk_usage(paths.ROOT).free
	if left < BYTES_NEEDED:
		raise Problem(
			f"Only {left / GIGABYTE:.1f} GB are free on the disk of {paths.ROOT}; a set-up needs "
			f"{BYTES_NEEDED // GIGABYTE} GB.",
			"Make room, then run the same command again.",
		)


@contextmanager
def alone() -> Iterator[int]:
	"""Hold the set-up's lock; wait for a run that still holds it. Yields its descriptor."""
	LOCK_FILE.parent.mkdir(parents=True, exist_ok=True)
	descriptor = os.open(LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o600)
	try:
		try:
			fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
		except BlockingIOError:
			print(
				"Another set-up of this folder is at work, or a step it left behind; waiting for its end …",
				flush=True,
			)
			fcntl.flock(descriptor, fcntl.LOCK_EX)
		yield descriptor
	finally:
		os.close(descriptor)


def prepare(settings: Settings) -> None:
	"""Check what can be checked before anything is begun, and write every configuration file."""
	python_environment.check_version()
	database.check_socket_name()
	system_packages.may_install(system_packages.missing(settings.packages))
	_free_ports(settings.ports)
	paths.SITES.mkdir(exist_ok=True)
	service_files.write_if_changed(paths.SITES / "apps.txt", "frappe\nservicedesk\n")
	service_files.write_services(settings.ports)
	service_files.write_common_site_config(settings.ports, settings.developer)


def _free_ports(chosen: ports.Ports) -> None:
	"""Raise Problem when another program holds a port of this bench while this bench does not run."""
	if supervisor.is_running():
		return
	supervisor.end_orphans()
	busy = ports.busy_ports(chosen.values())
	if busy:
		raise Problem(
			f"Port {', '.join(map(str, busy))} of this bench is in use by another program.",
			"`ss -tlnp` shows which one. Stop it, or move the bench: ./servicedesk up --port "
			f"{chosen['public'] + ports.BLOCK_STEP}",
		)


def run(settings: Settings, steps: list[Step]) -> None:
	"""Do what is missing of the steps."""
	with alone() as lock:
		prepare(settings)
		if not all(step.is_done() for step in plan.environment_steps(settings)) or not database.DATA.exists():
			check_disk_space()
		with Screen() as screen:
			Run(steps, screen, lock).all()


def everything(settings: Settings) -> None:
	"""The whole set-up, ending with all processes running. From nothing, its time is written down for the benchmarks."""
	started = time.monotonic()
	from_nothing = not (paths.ENV.exists() or paths.STAMPS.exists())
	steps = plan.whole(settings)
	needs = tuple(step.key for step in steps)
	last = Step(
		"start",
		"Processes",
		lambda job: processes.start(settings),
		needs=needs,
		is_there=lambda: False,
		expected=6,
	)
	run(settings, [*steps, last])
	if from_nothing:
		FIRST_SET_UP.write_text(f"{time.monotonic() - started:.0f}\n")


def data_folders() -> list[Path]:
	"""What holds this bench's data, settings and processes' state; not what was downloaded or built."""
	inside = [place for place in paths.VAR.glob("*") if place not in (paths.CACHE, paths.STAMPS)]
	return sorted(
		place for place in (*inside, snapshot.FOLDER, paths.CONFIG, *sites.made_folders()) if place.exists()
	)


def remove(places: list[Path]) -> None:
	"""Remove folders and files, and forget the steps that had made them."""
	for place in places:
		if place.is_dir() and not place.is_symlink():
			shutil.rmtree(place)
		else:
			place.unlink(missing_ok=True)
	for file in paths.STAMPS.glob("*"):
		if file.name not in STEPS_WITHOUT_DATA:
			file.unlink()


def up(public_port: int | None, developer: bool) -> Settings:
	"""Set up and start everything, then say where it is."""
	started = time.monotonic()
	settings = settings_for(public_port, developer)
	print(f"Setting up in {paths.ROOT}; logs are in {paths.SETUP_LOGS.relative_to(paths.ROOT)}/", flush=True)
	everything(settings)
	print(f"Ready after {time.monotonic() - started:.0f} s.")
	print(processes.sign_ins(settings))
	sys.stdout.flush()
	return settings
