"""Commands of `bench --site SITE servicedesk …`."""

import click
import frappe
from frappe.commands import get_site, pass_context

from servicedesk.presets.loader import CONFIGURATION, SAMPLE, PresetMissing, load, preset_folder


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


commands = [servicedesk]
