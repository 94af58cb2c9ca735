"""A notice's text as the HTML part of its mail: paragraphs in a narrow column, its links, and a footer in small print.

No tables and no pictures: every mail program shows it, at any width, and it can be answered below or above.
"""

from collections.abc import Mapping

from frappe.utils import escape_html

FONTS = "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif"
PAGE = f"margin:0;padding:16px;background:#ffffff;color:#1f272e;font-family:{FONTS};font-size:15px;line-height:1.5"
COLUMN = "max-width:600px;overflow-wrap:anywhere"
PARAGRAPH = "margin:0 0 14px"
# 4.9 : 1 on white: small print is still to be read.
SMALL = "font-size:13px;color:#6b7280"
FOOTER = f"margin:0 0 8px;{SMALL}"
RULED = f"margin:22px 0 8px;padding-top:12px;border-top:1px solid #e5e7eb;{SMALL}"
ABOVE = f"margin:0 0 18px;{SMALL}"


def as_html(body: str, links: Mapping[str, str], language: str, above: str = "") -> str:
	"""The text as HTML. `links`: our own, by their placeholders; of them the one to mute begins the footer.

	Only our own links hide their address behind words, never one that somebody wrote. `above`: the line above which
	answers are written, if it is in the text.
	"""
	own = {link: name for name, link in links.items() if link}
	shown: list[str] = []
	in_footer = False
	for lines in _paragraphs(body):
		if above and lines == [above]:
			shown.append(_paragraph(ABOVE, lines, own))
			continue
		muting = [line for line in lines if own.get(_link_of(line, own)) == "mute_link"]
		before = [line for line in lines if line not in muting]
		if before:
			shown.append(_paragraph(FOOTER if in_footer else PARAGRAPH, before, own))
		if muting:
			shown.append(_paragraph(RULED, muting, own))
			in_footer = True
	return (
		f'<!doctype html><html lang="{escape_html(language)}"><head><meta charset="utf-8">'
		'<meta name="viewport" content="width=device-width,initial-scale=1"></head>'
		f'<body style="{PAGE}"><div style="{COLUMN}">\n' + "\n".join(shown) + "\n</div></body></html>"
	)


def _paragraphs(body: str) -> list[list[str]]:
	"""The lines of each paragraph; blank lines stand between them."""
	found: list[list[str]] = [[]]
	for line in body.split("\n"):
		if line.strip():
			found[-1].append(line)
		elif found[-1]:
			found.append([])
	return [lines for lines in found if lines]


def _paragraph(style: str, lines: list[str], own: Mapping[str, str]) -> str:
	return f'<p style="{style}">' + "<br>\n".join(_line(line, own) for line in lines) + "</p>"


def _line(line: str, own: Mapping[str, str]) -> str:
	link = _link_of(line, own)
	if link:
		label = line.rpartition(": ")[0]
		return f'<a href="{escape_html(link)}">{escape_html(label)}</a>'
	return escape_html(line)


def _link_of(line: str, own: Mapping[str, str]) -> str:
	"""Our own link that the line ends with, after its words; "" for none."""
	_label, separator, link = line.rpartition(": ")
	return link if separator and link in own else ""
