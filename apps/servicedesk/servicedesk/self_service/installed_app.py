"""The portal as an app on a phone: what its manifest says, which files it keeps there, what is shown without a line.

Addresses hold a digest of what stands behind them, so that each may be kept for good and a change is seen at once.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

import frappe
from frappe import _

from servicedesk.self_service.app_icon import SHAPES
from servicedesk.self_service.asset_addresses import asset
from servicedesk.self_service.brand_images import icon_picture
from servicedesk.self_service.identity import Brand, brand, language

# The pages' background (public/css/portal/_base.scss), shown while the app starts.
BACKGROUND = "#f4f6f9"
SHORT_NAME = 12
WORKER = "portal_worker.bundle.js"


@dataclass(frozen=True)
class AppLinks:
	"""What every page's head names. `reader` tells people at one device apart without naming them; a guest's is empty."""

	manifest: str
	worker: str
	icon: str
	touch_icon: str
	color: str
	reader: str


def links() -> AppLinks:
	"""The addresses of the app's parts, in the reader's language."""
	shown, code = brand(), language()
	return AppLinks(
		manifest=f"/portal/manifest.webmanifest?_lang={code}&v={_digest(shown)}",
		worker=f"/portal/sw.js?_lang={code}&v={_digest(shown, *_files(shown), asset(WORKER))}",
		icon=icon_address(shown, "32"),
		touch_icon=icon_address(shown, "180"),
		color=f"#{shown.theme}",
		reader="" if frappe.session.user == "Guest" else _of(frappe.session.user),
	)


def manifest() -> dict[str, Any]:
	"""The web app manifest (W3C) in the reader's language."""
	shown = brand()
	shortcuts = (
		(_("New request"), "/portal/new"),
		(_("My requests"), "/portal/requests"),
	)
	return {
		"id": "/portal",
		"name": shown.name,
		"short_name": shown.name if len(shown.name) <= SHORT_NAME else shown.name.split()[0][:SHORT_NAME],
		"lang": language(),
		"start_url": "/portal",
		"scope": "/portal",
		"display": "standalone",
		"background_color": BACKGROUND,
		"theme_color": f"#{shown.theme}",
		"icons": [
			_icon(shown, "192", "any"),
			_icon(shown, "512", "any"),
			_icon(shown, "maskable-192", "maskable"),
			_icon(shown, "maskable-512", "maskable"),
		],
		"shortcuts": [{"name": name, "url": address} for name, address in shortcuts],
	}


def worker_script() -> str:
	"""The service worker: what it is to keep, and the bundle that does it. Nothing about a reader stands in it."""
	shown = brand()
	files = _files(shown)
	settings = {
		"version": _digest(shown, *files, language()),
		"offline": f"/portal/offline?_lang={language()}",
		"files": files,
		"icon": icon_address(shown, "192"),
	}
	return f"self.portal={json.dumps(settings)};importScripts({json.dumps(asset(WORKER))});"


def icon_address(shown: Brand, name: str) -> str:
	"""Where the icon of that name is; another letter or colour has another address."""
	return f"/portal/icons/{icon_version(shown)}/{name}.png"


def icon_version(shown: Brand) -> str:
	"""A digest of what the icons show."""
	return _of(letter_of(shown), shown.theme, shown.icon_file)


def uploaded_icon(shown: Brand, name: str) -> bytes | None:
	"""The icon of that name from the company's own picture; None where there is none that can be read."""
	shape = SHAPES[name]
	return icon_picture(shown.icon_file, shape.pixels, clear=shape.rounded) if shown.icon_file else None


def letter_of(shown: Brand) -> str:
	"""The letter that stands for the company."""
	return shown.name[:1].upper()


def _icon(shown: Brand, name: str, purpose: str) -> dict[str, str]:
	pixels = SHAPES[name].pixels
	return {
		"src": icon_address(shown, name),
		"sizes": f"{pixels}x{pixels}",
		"type": "image/png",
		"purpose": purpose,
	}


def _files(shown: Brand) -> list[str]:
	"""What the page without a line needs, and every other page, too."""
	return [
		asset("portal.bundle.css"),
		asset("portal.bundle.js"),
		f"/portal/theme/{shown.theme}.css",
	]


def _digest(shown: Brand, *more: str) -> str:
	return _of(shown.name, shown.email, shown.phone, shown.hours, shown.theme, shown.icon_file, *more)


def _of(*parts: str) -> str:
	return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]
