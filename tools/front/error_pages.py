"""Writes the error pages: one file a status and language, as HTML for people and as JSON for scripts."""

import base64
import hashlib
import html
import json
from pathlib import Path

from front.branding import COLORS, Branding
from front.messages import FIRST_PAGE, LANGUAGE_NAMES, LANGUAGES, MESSAGES, TRY_AGAIN, WORTH_ANOTHER_TRY

STYLE = """\
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:1.5rem;background:#f4f5f7;color:#1f272e;\
font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{width:100%;max-width:34rem;background:#fff;border:1px solid #d8dce1;border-top:4px solid {color};\
border-radius:12px;padding:2rem}
h1{font-size:1.5rem;line-height:1.25;margin:.25rem 0 .75rem}
p{margin:0 0 1rem}
.name{color:#525d69;font-weight:600;margin:0}
.status{color:#525d69;font-size:.875rem}
a{color:{link}}
a.button{display:inline-block;min-height:2.75rem;padding:.6rem 1.1rem;border-radius:8px;background:{color};color:{on_color};\
text-decoration:none}
a.button:focus-visible,a:focus-visible{outline:3px solid {link};outline-offset:2px}
details{border-top:1px solid #d8dce1;margin-top:1.5rem;padding-top:1rem}
dt{font-weight:600}
dd{margin:0 0 .75rem}
@media (prefers-color-scheme:dark){body{background:#15191d;color:#e8ebee}main{background:#1f252b;border-color:#3a434c;border-top-color:{color}}\
.name,.status{color:#aab4be}a{color:{dark_link}}a.button{color:{on_color}}details{border-color:#3a434c}\
a.button:focus-visible,a:focus-visible{outline-color:{dark_link}}}
"""


def style(branding: Branding) -> str:
	"""The pages' style in the company's colours."""
	filled = STYLE
	for name in COLORS:
		filled = filled.replace("{" + name + "}", getattr(branding, name))
	return filled


def policy(branding: Branding) -> str:
	"""The content security policy of these pages: their own style and nothing else."""
	digest = base64.b64encode(hashlib.sha256(style(branding).encode()).digest()).decode()
	return (
		f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; "
		"frame-ancestors 'self'"
	)


def write(folder: Path, branding: Branding, megabytes: int) -> None:
	"""Write all pages under ``folder``, one folder a language."""
	for language in LANGUAGES:
		(folder / language).mkdir(parents=True, exist_ok=True)
		for status in MESSAGES:
			page = folder / language / f"{status}.html"
			page.write_text(page_text(status, language, branding, megabytes), encoding="utf-8")
			data = {"message": " ".join(message(status, language, megabytes)), "status": status}
			page.with_suffix(".json").write_text(
				json.dumps(data, ensure_ascii=False) + "\n", encoding="utf-8"
			)


def message(status: int, language: str, megabytes: int) -> tuple[str, str]:
	"""What happened and what to do about it."""
	what, advice = MESSAGES[status][language]
	return what, advice.format(megabytes=megabytes)


def page_text(status: int, language: str, branding: Branding, megabytes: int) -> str:
	"""One page: the reader's language first, the others folded below it."""
	what, advice = message(status, language, megabytes)
	link = ("", TRY_AGAIN) if status in WORTH_ANOTHER_TRY else ("/", FIRST_PAGE)
	return f"""\
<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{html.escape(what)} · {html.escape(branding.name)}</title>
<style>{style(branding)}</style>
</head>
<body>
<main>
<p class="name">{html.escape(branding.name)}</p>
<h1>{html.escape(what)}</h1>
<p>{html.escape(advice)}</p>
{_contact(branding)}<p><a class="button" href="{link[0]}">{html.escape(link[1][language])}</a></p>
<p class="status">{status}</p>
{_other_languages(status, language, megabytes)}
</main>
</body>
</html>
"""


def _contact(branding: Branding) -> str:
	phone, email = html.escape(branding.phone), html.escape(branding.email)
	links = [f'<a href="tel:{"".join(phone.split())}">{phone}</a>'] if phone else []
	links += [f'<a href="mailto:{email}">{email}</a>'] if email else []
	if not links:
		return ""
	hours = [html.escape(branding.hours)] if branding.hours else []
	return f"<p>{'<br>'.join([*links, *hours])}</p>\n"


def _other_languages(status: int, language: str, megabytes: int) -> str:
	others = [other for other in LANGUAGES if other != language]
	names = " · ".join(f'<span lang="{other}">{LANGUAGE_NAMES[other]}</span>' for other in others)
	lines = []
	for other in others:
		what, advice = message(status, other, megabytes)
		lines.append(
			f'<dt lang="{other}">{html.escape(what)}</dt><dd lang="{other}">{html.escape(advice)}</dd>'
		)
	return f"<details>\n<summary>{names}</summary>\n<dl>\n" + "\n".join(lines) + "\n</dl>\n</details>"
