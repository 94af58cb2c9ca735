"""Commands of `bench --site SITE servicedesk …`."""

import time
from collections.abc import Iterator

import click
import frappe
from frappe.commands import get_site, pass_context

from servicedesk.channels.email.watching import Watching
from servicedesk.presets.loader import CONFIGURATION, SAMPLE, PresetMissing, load, preset_folder
from servicedesk.tickets import clock_check


@click.group("servicedesk")
def servicedesk() -> None:
	"""Work on a service desk's site."""


@servicedesk.command("load-preset")
@click.argument("preset")
@click.option("--sample-data", is_flag=True, help="Also load the preset's sample people and contracts.")
@pass_context
def load_preset(context: dict, preset: str, sample_data: bool) -> None:
	"""Load PRESET (a name under fixtures/ or a folder) into the site."""
	frappe.init(site=get_site(context))
	frappe.connect()
	try:
		frappe.set_user("Administrator")
		# Welcome mails, desktop notices and the like are not wanted while data is loaded.
		frappe.flags.in_import = True
		folder = preset_folder(preset)
		for part in (CONFIGURATION, SAMPLE) if sample_data else (CONFIGURATION,):
			counts = load(folder, part)
			click.echo(
				f"{folder.name}/{part}: " + ", ".join(f"{number} {what}" for what, number in counts.items())
			)
		frappe.db.commit()
	except PresetMissing as missing:
		raise click.ClickException(f"There is no preset {missing}.") from missing
	finally:
		frappe.destroy()


@servicedesk.command("watch-mailboxes")
@pass_context
def watch_mailboxes(context: dict) -> None:
	"""Have each mailbox read a moment after a mail has come, until ended. Without it, they are read once a minute."""
	Watching(get_site(context)).run()


@servicedesk.command("verify-clocks")
@click.option("--ticket", help="Only this ticket.")
@click.option("--closed", is_flag=True, help="Closed and cancelled tickets too.")
@click.option("--repair", "repairs", is_flag=True, help="Store what the history says.")
@pass_context
def verify_clocks(context: dict, ticket: str | None, closed: bool, repairs: bool) -> None:
	"""Compare all stored clocks of open tickets with their history. Exit status 1 when one differs."""
	frappe.init(site=get_site(context))
	frappe.connect()
	try:
		differing = _verify(
			clock_check.check_one(ticket) if ticket else clock_check.check(closed=closed), repairs
		)
	finally:
		frappe.destroy()
	if differing:
		raise SystemExit(1)


def _verify(batches: Iterator[tuple[int, list[clock_check.Difference]]], repairs: bool) -> int:
	"""Print each difference and the sum; return how many tickets differ."""
	began, tickets, differing = time.monotonic(), 0, 0
	for checked, differences in batches:
		tickets += checked
		differing += len({difference.ticket for difference in differences})
		for found in differences:
			click.echo(
				f"{found.ticket} {found.clock} {found.column or 'clock'}: stored {found.stored}, should be {found.expected}"
			)
		if repairs:
			clock_check.repair(differences)
	seconds = time.monotonic() - began
	done = "repaired" if repairs else "differ"
	click.echo(
		f"{tickets} tickets in {seconds:.1f} s ({tickets / max(seconds, 0.001):.0f} a second), {differing} {done}"
	)
	return differing


commands = [servicedesk]
