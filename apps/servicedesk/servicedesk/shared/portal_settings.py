"""What the settings say of the portal's look, checked when they are saved: no text of theirs can run, hide or be unreadable."""

import re
from typing import Any

from frappe import _

from servicedesk.domain.safe_links import is_safe_link
from servicedesk.domain.text_normalisation import clean_line, clean_lines
from servicedesk.shared.stored_pictures import is_picture

LINES = ("company_name", "portal_title", "contact_phone", "contact_hours")
TEXTS = ("welcome_text", "contact_address", "footer_note")
COLOUR = re.compile(r"#(?:[0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})")
LONGEST_LINE, LONGEST_TEXT = 140, 1000
OWN_ADDRESS = "Own Address"
MOST_ROWS = 12
TABLES = ("portal_menu", "footer_links")
PICTURES = ("logo", "favicon")


def clean(settings: Any) -> None:
	"""Texts as people see them: composed, without controls or marks that turn the direction of what follows."""
	for name in LINES:
		settings.set(name, clean_line(settings.get(name) or ""))
	for name in TEXTS:
		settings.set(name, clean_lines(settings.get(name) or ""))
	for row in (*settings.get("portal_menu", []), *settings.get("footer_links", [])):
		row.label, row.address = clean_line(row.label or ""), (row.address or "").strip()


def problems(settings: Any) -> dict[str, str]:
	"""A sentence for each field that cannot be taken."""
	return {
		**_of_texts(settings),
		**_of_colour(settings.primary_color or ""),
		**_of_pictures(settings),
		**_of_menu(settings),
		**_of_links(settings),
		**_of_rows(settings),
	}


def _of_texts(settings: Any) -> dict[str, str]:
	limits = {**dict.fromkeys(LINES, LONGEST_LINE), **dict.fromkeys(TEXTS, LONGEST_TEXT)}
	return {
		name: f"{_label(settings, name)}: " + _("At most {0} characters.").format(most)
		for name, most in limits.items()
		if len(settings.get(name) or "") > most
	}


def _of_colour(colour: str) -> dict[str, str]:
	"""Any colour will do: what stands on it and in it is made readable (www/pages/theme.py, WCAG 2.2, 1.4.3)."""
	if not colour or COLOUR.fullmatch(colour):
		return {}
	return {"primary_color": _("Write the colour as # and six digits, e.g. #1d4ed8.")}


def _of_pictures(settings: Any) -> dict[str, str]:
	"""Only of a picture that is new: the settings can be saved after somebody has removed an old one's file."""
	return {
		name: f"{_label(settings, name)}: " + _("This is no picture that can be shown.")
		for name in PICTURES
		if settings.get(name) and settings.has_value_changed(name) and not is_picture(settings.get(name))
	}


def _of_menu(settings: Any) -> dict[str, str]:
	for row in settings.get("portal_menu", []):
		if row.target != OWN_ADDRESS:
			row.address = ""
		elif not row.label or not is_safe_link(row.address) or not row.address.startswith(("/", "https:")):
			return _refused_row(settings, "portal_menu", row)
	return {}


def _of_links(settings: Any) -> dict[str, str]:
	for row in settings.get("footer_links", []):
		if not is_safe_link(row.address):
			return _refused_row(settings, "footer_links", row)
	return {}


def _refused_row(settings: Any, table: str, row: Any) -> dict[str, str]:
	said = _(
		"Row {0}: write a label, and an address of this site or one that begins with https://, or in the footer with mailto: or tel:."
	)
	return {table: f"{_label(settings, table)}: {said.format(row.idx)}"}


def _of_rows(settings: Any) -> dict[str, str]:
	return {
		name: f"{_label(settings, name)}: " + _("At most {0}.").format(MOST_ROWS)
		for name in TABLES
		if len(settings.get(name, [])) > MOST_ROWS
	}


def _label(settings: Any, name: str) -> str:
	return str(_(settings.meta.get_label(name)))
