"""Whose error pages these are: asked of the site while it answers, kept for when it does not. Standard library only."""

import http.client
import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path

from front.messages import LANGUAGES

ADDRESS = "/portal/branding.json"
LOOPBACK = "127.0.0.1"
ANSWER_SECONDS = 10
OK = 200
# More is no name and no phone number.
LONGEST_TEXT = 200
LARGEST_ANSWER = 100_000
COLORS = ("color", "on_color", "link", "dark_link")
COLOR = re.compile(r"#[0-9a-f]{6}")


@dataclass(frozen=True)
class Branding:
	"""The company's name and contacts, and the language for readers whose browser names none of ours.

	Its colour with what can be read on it, and the colours of links on light and on dark.
	"""

	name: str = "Service desk"
	phone: str = ""
	email: str = ""
	hours: str = ""
	language: str = "en"
	color: str = "#0b57b7"
	on_color: str = "#ffffff"
	link: str = "#0b57b7"
	dark_link: str = "#8fbdf5"


def read(file: Path) -> Branding:
	"""The branding in a file; the placeholder where there is none or it cannot be read."""
	try:
		return parse(file.read_text(encoding="utf-8"))
	except (OSError, ValueError):
		return Branding()


def keep(file: Path, branding: Branding) -> None:
	"""Write a branding to a file, whole or not at all."""
	file.parent.mkdir(parents=True, exist_ok=True)
	partial = file.with_name(file.name + ".partial")
	partial.write_text(json.dumps(asdict(branding), ensure_ascii=False) + "\n", encoding="utf-8")
	partial.replace(file)


def ask(web_port: int, site: str) -> Branding | None:
	"""What a site's web server on loopback says; None while it does not answer as it should."""
	connection = http.client.HTTPConnection(LOOPBACK, web_port, timeout=ANSWER_SECONDS)
	try:
		connection.request("GET", ADDRESS, headers={"X-Frappe-Site-Name": site, "Accept": "application/json"})
		answer = connection.getresponse()
		if answer.status != OK:
			return None
		return parse(answer.read(LARGEST_ANSWER).decode("utf-8"))
	except (OSError, http.client.HTTPException, ValueError):
		return None
	finally:
		connection.close()


def parse(text: str) -> Branding:
	"""The branding in a text; what is missing, empty or no text stays the placeholder's. Raises ValueError."""
	found = json.loads(text)
	if not isinstance(found, dict):
		raise ValueError("no branding")
	texts = {
		key: value.strip()[:LONGEST_TEXT]
		for key in asdict(Branding())
		if isinstance(value := found.get(key), str) and value.strip()
	}
	if texts.get("language") not in LANGUAGES:
		texts.pop("language", None)
	# They become a part of a style sheet.
	for name in COLORS:
		if not COLOR.fullmatch(texts.get(name, "")):
			texts.pop(name, None)
	return Branding(**texts)
