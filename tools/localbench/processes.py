"""Starts what the Procfile lists, waits until the desk answers, and tells people where it is."""

import json
import urllib.error
import urllib.request
from http import HTTPStatus
from pathlib import Path

from localbench import database, frappe_source, paths, people, ports, sites, stamps, supervisor
from localbench.plan import Settings
from localbench.problems import Problem

READY_SECONDS = 60.0
ANSWER_SECONDS = 5.0
STAMP = "processes"


def code_fingerprint(settings: Settings) -> str:
	"""Changes whenever something does that a running process has already read."""
	sources = [
		paths.APP / "servicedesk",
		paths.TOOLS / "realtime",
		paths.TOOLS / "post_office",
		paths.TOOLS / "front",
		paths.REQUIREMENTS / "runtime.lock",
		paths.SITES / "common_site_config.json",
		node_manifest(),
	]
	return stamps.fingerprint(sources, frappe_source.WHEEL_SHA256, json.dumps(settings.ports, sort_keys=True))


def node_manifest() -> Path:
	"""The list of built assets, which web processes keep in memory."""
	return paths.SITES / "assets" / "assets.json"


def start(settings: Settings) -> None:
	"""Start what does not run, restart what runs old code, and wait until the desk answers."""
	supervisor.ensure_running()
	names = supervisor.all_names()
	code = code_fingerprint(settings)
	running = {status.name for status in supervisor.statuses() if status.is_running}
	if not stamps.is_current(STAMP, code):
		old = [name for name in names if name in running and name not in supervisor.DATA_SERVICES]
		if old:
			supervisor.restart(old)
	supervisor.start(names)
	_wait_until_ready(settings, names)
	stamps.write(STAMP, code)


def _wait_until_ready(settings: Settings, names: list[str]) -> None:
	address = f"http://{ports.LOOPBACK}:{settings.ports['public']}"
	try:
		supervisor.wait_until(
			lambda: answers(f"{address}/api/method/ping"), READY_SECONDS, "the desk to answer"
		)
		supervisor.wait_until(lambda: database.answers(settings.ports["realtime"]), READY_SECONDS, "realtime")
		supervisor.wait_until(
			lambda: database.answers(settings.ports["smtp"]), READY_SECONDS, "the post office"
		)
	except Problem:
		# A process that does not run explains more than a page that does not answer.
		supervisor.require(names)
		raise


def answers(address: str) -> bool:
	"""Whether a page is served."""
	try:
		# The address is one of our own, on loopback.
		with urllib.request.urlopen(address, timeout=ANSWER_SECONDS) as response:  # noqa: S310
			return bool(response.status == HTTPStatus.OK)
	except (urllib.error.URLError, OSError):
		return False


def sign_ins(settings: Settings) -> str:
	"""Addresses and sign-ins, for people."""
	address = f"http://localhost:{settings.ports['public']}"
	desk = people.of_preset(sites.PRESET)
	return f"""
Staff          {address}/app
Customers      {address}/portal
Administrator  {settings.passwords["administrator"]}
Sample people
{people.table(desk)}
Sent mail      http://localhost:{settings.ports["mail_page"]}/ (in a terminal: ./servicedesk mail)

This bench is for trying, developing and testing. Production needs an official Frappe 15.121.0 or later."""
