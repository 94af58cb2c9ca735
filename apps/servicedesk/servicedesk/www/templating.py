"""The portal's templates: one environment a process, everything escaped, nothing of the framework's website."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import frappe
from frappe.translate import get_all_translations
from jinja2 import Environment, FileSystemLoader, select_autoescape

from servicedesk.domain.web_links import linked
from servicedesk.self_service import formatting, identity
from servicedesk.self_service.acting import acting_choices
from servicedesk.self_service.asset_addresses import asset
from servicedesk.self_service.installed_app import links
from servicedesk.self_service.menu import menu
from servicedesk.www.web import csrf_token

WORDS = "servicedesk_words"
FOLDER = Path(__file__).resolve().parent.parent / "templates" / "portal"


def render(template: str, path: str, context: dict[str, Any]) -> str:
	"""The template filled with the page's own context and what every page shows."""
	reader = identity.reader()
	# A page says a hundred things, and the framework looks for its words again for each of them.
	setattr(frappe.local, WORDS, get_all_translations(frappe.local.lang))
	return (
		environment()
		.get_template(template)
		.render(
			brand=identity.brand(),
			reader=reader,
			menu=menu(path) if reader.signed_in else [],
			acting=acting_choices() if reader.signed_in else [],
			languages=identity.LANGUAGES,
			language=identity.language(),
			csrf_token=csrf_token(),
			path=path,
			**context,
		)
	)


# nosemgrep: cached-across-sites - the templates are files of the app, the same for every site of the process
@lru_cache(maxsize=1)
def environment() -> Environment:
	"""The process's template environment. Templates are compiled once."""
	made = Environment(
		loader=FileSystemLoader(FOLDER),
		autoescape=select_autoescape(default=True, default_for_string=True),
		trim_blocks=True,
		lstrip_blocks=True,
		auto_reload=bool(frappe.conf.developer_mode),
	)
	made.globals.update(_=_translate, asset=asset, moment=formatting.moment, app_links=links, icon=_icon)
	made.filters["linked"] = linked
	return made


# nosemgrep: cached-across-sites - what a template of the app makes of two names, the same for every site
@lru_cache(maxsize=256)
def _icon(own: str, kind: str) -> str:
	"""The drawing of that name, or of that kind of request (icons.html), made once: a list shows a few of them often."""
	icons: Any = environment().get_template("icons.html").module
	return icons.icon(own, kind)


def _translate(text: str, context: str | None = None) -> str:
	"""The framework's translation into the request's language; `context` tells apart what English spells alike."""
	if context:
		return str(frappe._(text, context=context))
	words: dict[str, str] = getattr(frappe.local, WORDS)
	return words.get(text) or text
