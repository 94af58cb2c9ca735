"""How the post office's page looks. Whatever comes from a mail is escaped here."""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from email.message import EmailMessage
from html import escape
from urllib.parse import quote, urlencode

from post_office import letters
from post_office.letters import Attached, Box, Listed

LINK = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]]")
STYLE = """
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 72rem; padding: 1rem; }
a { color: inherit; text-decoration-color: #0e7490; text-underline-offset: 3px; }
nav { margin-bottom: 1rem; }
h1 { font-size: 1.4rem; margin: 0 0 .75rem; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin: 1.5rem 0 .5rem; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid #8886; padding: .35rem .5rem .35rem 0; text-align: left; vertical-align: top; }
td { overflow-wrap: anywhere; }
pre { border: 1px solid #8886; overflow-wrap: anywhere; padding: .75rem; white-space: pre-wrap; }
iframe { background: #fff; border: 1px solid #8886; height: 36rem; width: 100%; }
.when, .number { white-space: nowrap; }
.number { text-align: right; }
@media (max-width: 40rem) { .to { display: none; } }
"""


def index(boxes: Sequence[Box], newest: Sequence[Listed]) -> str:
	"""All boxes and the newest mails."""
	if not boxes:
		return _page("Post office", "<h1>Post office</h1><p>No mail has been sent yet.</p>")
	rows = "".join(
		f'<tr><td><a href="{_address("/box", name=box.name)}">{escape(box.name)}</a></td>'
		f'<td class="number">{box.count}</td></tr>'
		for box in boxes
	)
	return _page(
		"Post office",
		f"<h1>Post office</h1><p>Every mail of this bench stays on this machine.</p>"
		f"<h2>Newest mails</h2>{_mails(newest)}"
		f'<h2>Boxes</h2><table><tr><th>Address</th><th class="number">Mails</th></tr>{rows}</table>',
	)


def box(name: str, mails: Sequence[Listed], most: int) -> str:
	"""One box's mails."""
	more = f"<p>Only the newest {most} are shown.</p>" if len(mails) >= most else ""
	return _page(name, f"{_way_back()}<h1>{escape(name)}</h1>{_mails(mails)}{more}")


def mail(box_name: str, named: str, message: EmailMessage, sandbox: str) -> str:
	"""One mail; `named` is its part of addresses."""
	subject = str(dict(letters.headers(message)).get("Subject", "")) or "(no subject)"
	heads = "".join(
		f"<tr><th>{escape(name)}</th><td>{escape(value)}</td></tr>"
		for name, value in letters.headers(message)
		if name != "Subject"
	)
	parts = [
		_way_back(box_name),
		f"<h1>{escape(subject)}</h1><table>{heads}</table>",
		f'<p><a href="/raw?{escape(named)}">The mail as it came</a></p>',
	]
	if files := letters.attachments(message):
		parts.append(f"<h2>Files</h2>{_files(files, named)}")
	if plain := letters.text(message, "plain"):
		parts.append(f"<h2>Text</h2><pre>{_with_links(plain)}</pre>")
	if letters.text(message, "html"):
		parts.append(
			f'<h2>HTML</h2><iframe title="HTML" sandbox="{sandbox}" src="/html?{escape(named)}"></iframe>'
		)
	return _page(subject, "".join(parts))


def nothing() -> str:
	"""What is not there."""
	return _page("Not found", f"{_way_back()}<h1>Nothing is here.</h1>")


def elsewhere() -> str:
	"""For a request that names another machine."""
	return _page("Not allowed", "<h1>Open this page as http://localhost or http://127.0.0.1.</h1>")


def disposition(file: str) -> str:
	"""The header that has a browser keep a file under its name, whatever is in that name."""
	return f"attachment; filename*=UTF-8''{quote(file, safe='')}"


def _page(title: str, body: str) -> str:
	return (
		f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
		f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style></head>'
		f"<body><main>{body}</main></body></html>"
	)


def _way_back(box_name: str = "") -> str:
	inside = f' · <a href="{_address("/box", name=box_name)}">{escape(box_name)}</a>' if box_name else ""
	return f'<nav><a href="/">Post office</a>{inside}</nav>'


def _mails(mails: Iterable[Listed]) -> str:
	rows = "".join(
		f'<tr><td class="when">{datetime.fromtimestamp(each.arrived, tz=UTC).astimezone():%d.%m.%Y %H:%M:%S}</td>'
		f"<td>{escape(each.sender)}</td>"
		f'<td class="to"><a href="{_address("/box", name=each.box)}">{escape(each.box)}</a>'
		f"{escape(f' ({each.folder})') if each.folder else ''}</td>"
		f'<td><a href="{_address("/mail", box=each.box, mail=each.name)}">{escape(each.subject) or "(no subject)"}</a></td></tr>'
		for each in mails
	)
	return f'<table><tr><th>Came</th><th>From</th><th class="to">Box</th><th>Subject</th></tr>{rows}</table>'


def _files(files: Iterable[Attached], named: str) -> str:
	lines = "".join(
		f'<li><a href="/part?{escape(named)}&amp;part={each.number}">{escape(each.name or each.kind)}</a>'
		f" ({escape(each.kind)}, {len(each.content)} bytes)</li>"
		for each in files
	)
	return f"<ul>{lines}</ul>"


def _with_links(text: str) -> str:
	"""Escaped text whose addresses can be followed."""
	pieces, end = [], 0
	for found in LINK.finditer(text):
		address = escape(found[0])
		pieces += [
			escape(text[end : found.start()]),
			f'<a href="{address}" target="_blank" rel="noopener noreferrer">{address}</a>',
		]
		end = found.end()
	return "".join((*pieces, escape(text[end:])))


def _address(path: str, **values: str) -> str:
	return escape(f"{path}?{urlencode(values)}")
