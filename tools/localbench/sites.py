"""The sites of the bench: made, given the app and a preset, and kept in step with the app's code."""

import base64
import json
import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from post_office.render import PASSWORD as MAIL_PASSWORD

from localbench import database, frappe_source, paths, ports, programs, stamps
from localbench.jobs import Job
from localbench.ports import LOOPBACK, Ports
from localbench.problems import Problem

APP_NAME = "servicedesk"
PRESET = "edi-provider"
DATABASES = {
	paths.DEVELOPMENT_SITE: "servicedesk",
	paths.TEST_SITE: "servicedesk_test",
	paths.SECOND_TEST_SITE: "servicedesk_second_test",
}
HIDDEN_ARGUMENTS = Path(__file__).with_name("hidden_arguments.py")
LOCAL_MAILBOXES = Path(__file__).with_name("local_mailboxes.py")
KEY_BYTES = 32
# Pages, scripts and tests change nothing in a site's database.
NOT_IN_THE_DATABASE = ("public", "www", "templates")


def folder(site: str) -> Path:
	"""Where a site lies."""
	return paths.SITES / site


def made_folders() -> list[Path]:
	"""The folders of all sites."""
	return [file.parent for file in paths.SITES.glob("*/site_config.json")]


def configuration_file(site: str) -> Path:
	"""A site's own configuration."""
	return folder(site) / "site_config.json"


def configuration(site: str) -> dict[str, Any]:
	"""What a site's configuration says."""
	found: dict[str, Any] = json.loads(configuration_file(site).read_text())
	return found


def configure(site: str, values: dict[str, Any]) -> None:
	"""Set values in a site's configuration; others stay."""
	file = configuration_file(site)
	found = configuration(site) if file.exists() else {}
	wanted = found | values
	if wanted != found:
		file.parent.mkdir(parents=True, exist_ok=True)
		partial = file.with_name(file.name + ".partial")
		partial.touch(mode=0o600)
		partial.write_text(json.dumps(wanted, indent=1, sort_keys=True) + "\n")
		partial.replace(file)


def encryption_key() -> str:
	"""A new key for the passwords that a site keeps."""
	return base64.urlsafe_b64encode(os.urandom(KEY_BYTES)).decode()


def marker(site: str, work: str) -> Path:
	"""A file that is there while a piece of work on a site is under way, so that a half-made one is recognised."""
	return paths.STAMPS / f"{site}.{work}.under-way"


def begin(site: str, work: str) -> None:
	"""Note that work on a site begins."""
	file = marker(site, work)
	file.parent.mkdir(parents=True, exist_ok=True)
	file.touch()


def end(site: str, work: str) -> None:
	"""Note that work on a site is finished."""
	marker(site, work).unlink(missing_ok=True)


def is_half_made(site: str, work: str) -> bool:
	"""Whether work on a site was begun and not finished."""
	return marker(site, work).exists()


def command(job: Job, site: str | None, *arguments: str) -> None:
	"""Run a framework command, for one site or for the bench."""
	chosen = ("--site", site) if site else ()
	job.run(programs.bench_arguments(*chosen, *arguments), paths.SITES, programs.environment({}))


def hidden_command(job: Job, arguments: Sequence[str]) -> None:
	"""Run a framework command whose arguments hold passwords."""
	job.run(
		[paths.PYTHON, "-P", HIDDEN_ARGUMENTS],
		paths.SITES,
		programs.environment({}),
		standard_input=json.dumps(list(arguments)),
	)


def is_made(site: str) -> bool:
	"""Whether a site is there whole: its configuration, its database, and no work on it left half done."""
	if is_half_made(site, "make") or not configuration_file(site).exists():
		return False
	return database.exists(str(configuration(site).get("db_name", "")) or "none")


def make(job: Job, site: str, known: dict[str, str]) -> bool:
	"""Make a site with the framework alone, over a half-made one if need be; return whether it was made now.

	Raises Problem when a whole site's database is gone, rather than to make an empty one in its place.
	"""
	if is_made(site):
		return False
	if configuration_file(site).exists() and not is_half_made(site, "make"):
		raise Problem(
			f"The folder sites/{site} is there, but its database is not.",
			"Put var/mariadb back, or remove both and begin anew: ./servicedesk reset",
		)
	begin(site, "make")
	for step in ("site-app", "site-preset", "mailboxes"):
		stamps.remove(step)
	new_site(job, site, known)
	configure(site, {"encryption_key": encryption_key()})
	end(site, "make")
	return True


def new_site(job: Job, site: str, known: dict[str, str], *options: str) -> None:
	"""Make a site with the framework alone; what was there of it is replaced."""
	shutil.rmtree(folder(site), ignore_errors=True)
	# An account of an earlier attempt would be preferred to the one that is about to be made.
	database.execute(job, f"DROP USER IF EXISTS '{DATABASES[site]}'@'{LOOPBACK}';")
	hidden_command(
		job,
		[
			"new-site",
			site,
			"--force",
			"--no-mariadb-socket",
			f"--db-name={DATABASES[site]}",
			f"--db-host={LOOPBACK}",
			f"--db-root-username={database.ADMINISTRATOR}",
			f"--db-root-password={known['database_administrator']}",
			f"--admin-password={known['administrator']}",
			*options,
		],
	)
	_refuse_other_hosts(job, site)


def _refuse_other_hosts(job: Job, site: str) -> None:
	"""The framework lets the site's account in from any host; only loopback is ever needed."""
	settings = configuration(site)
	name, password = settings["db_name"], settings["db_password"]
	database.execute(
		job,
		f"DROP USER IF EXISTS '{name}'@'%'; "
		f"CREATE OR REPLACE USER '{name}'@'{LOOPBACK}' IDENTIFIED BY '{password}'; "
		f"GRANT ALL PRIVILEGES ON `{name}`.* TO '{name}'@'{LOOPBACK}';",
	)
	settings.pop("db_host", None)
	configuration_file(site).write_text(json.dumps(settings, indent=1, sort_keys=True) + "\n")


def has_app(job: Job, site: str) -> bool:
	"""Whether the app has been installed in a site, all the way through."""
	if is_half_made(site, "app"):
		return False
	table = f"`{configuration(site)['db_name']}`.`tabDefaultValue`"
	# The name comes from the site's own configuration, which we wrote.
	statement = f"SELECT defvalue FROM {table} WHERE defkey = 'installed_apps' AND parent = '__global'"  # noqa: S608
	listed = job.output(database.client("mariadb", "--skip-column-names", "--raw", f"--execute={statement}"))
	return APP_NAME in json.loads(listed or "[]")


def install_app(job: Job, site: str) -> None:
	"""Give a site the app, also over a half-finished attempt."""
	again = ("--force",) if is_half_made(site, "app") else ()
	begin(site, "app")
	command(job, site, "install-app", APP_NAME, *again)
	end(site, "app")


def load_preset(job: Job, site: str, preset: str, sample_data: bool = True) -> None:
	"""Load a preset, with its sample people unless told otherwise."""
	extra = ("--sample-data",) if sample_data else ()
	command(job, site, APP_NAME, "load-preset", preset, *extra)
	connect_mailboxes(job, site)


def connect_mailboxes(job: Job, site: str) -> None:
	"""Let a site read its mailboxes from the post office of this bench; those with a server elsewhere stay as they are."""
	host_and_port = (LOOPBACK, str(imap_port()))
	job.run(
		[paths.PYTHON, "-P", LOCAL_MAILBOXES, site, *host_and_port, MAIL_PASSWORD],
		paths.SITES,
		programs.environment({}),
	)


def imap_port() -> int:
	"""Where the post office shows its boxes; 0 while no ports are chosen."""
	return (ports.load(paths.CONFIG / "ports.json") or {}).get("imap", 0)


def presets() -> list[str]:
	"""The names of all presets in the repository."""
	return sorted(place.parent.name for place in (paths.ROOT / "fixtures").glob("*/configuration"))


def app_fingerprint() -> str:
	"""Changes whenever something does that a site's database is made from: the framework or the app."""
	sources = [item for item in (paths.APP / APP_NAME).iterdir() if item.name not in NOT_IN_THE_DATABASE]
	return stamps.fingerprint(sources, frappe_source.WHEEL_SHA256)


def preset_fingerprint(preset: str) -> str:
	"""Changes whenever the app or that preset does, or the bench moves to other ports."""
	sources = [paths.ROOT / "fixtures" / preset, LOCAL_MAILBOXES]
	return stamps.fingerprint(sources, app_fingerprint(), str(imap_port()))


def addresses(ports: Ports) -> dict[str, str]:
	"""The address people open for each site."""
	return {
		paths.DEVELOPMENT_SITE: f"http://localhost:{ports['public']}",
		paths.TEST_SITE: f"http://localhost:{ports['test']}",
		paths.SECOND_TEST_SITE: f"http://localhost:{ports['second_test']}",
	}
