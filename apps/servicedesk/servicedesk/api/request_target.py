"""What a request asks for, in one plain form, whatever way it was spelled.

The framework finds its target in several places (a `cmd` parameter on any path, `/api/method/…` in three
spellings, files, pages), and its versions differ in what they make of odd spellings. So only the plain spelling
of each kind is read here; everything else is `Kind.UNREADABLE`, which nobody but staff is let through with.
That is the safe direction: what is read here is what every version dispatches, and what a version might
understand beyond it is refused.

Standard library only: values in, values out.
"""

import enum
import re
from dataclasses import dataclass


class Kind(enum.Enum):
	"""How the framework would answer a request."""

	CALL = "call"  # a Python function, by its dotted name
	PAGE = "page"  # a website page, by its path
	PRIVATE_FILE = "private file"  # a file below /private/files/
	UNREADABLE = "unreadable"  # anything without a plain spelling, and the framework's document interface


@dataclass(frozen=True, slots=True)
class Target:
	"""One thing a request can ask for. `name` is a dotted name (CALL), a path (PAGE, PRIVATE_FILE) or empty."""

	kind: Kind
	name: str = ""


UNREADABLE = Target(Kind.UNREADABLE)
PRIVATE_FILES = "/private/files/"

_CALL_PATH = re.compile(r"/api/(?:v[12]/)?method/(?P<name>[^/]+)")
_DOTTED_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z][A-Za-z0-9_]*)*")
# What the framework routes by the beginning of the path, before it looks for a page.
_ROUTED_PREFIXES = ("/api/", "/backups", PRIVATE_FILES)
_NEVER_IN_PATHS = re.compile("[\x00-\x1f\x7f-\x9f\\\\\ufffd\u2028\u2029]")
# A percent sign in a decoded path means that it was encoded twice; the rest separates parts of an address.
_NEVER_IN_PAGES = re.compile(r"[%;?#]")


def read_target(path: str, command: object = None) -> Target:
	"""Return what a request asks for.

	`path` is the decoded path of the request, as the framework sees it. `command` is the value of the `cmd`
	parameter from query, form or JSON body, of any type; the framework lets it win over the path if it is true.
	"""
	if command:
		return _call(command) if isinstance(command, str) else UNREADABLE
	if match := _CALL_PATH.fullmatch(path):
		return _call(match["name"])
	if path.startswith(PRIVATE_FILES):
		return Target(Kind.PRIVATE_FILE, path) if _is_plain(path) else UNREADABLE
	if path.startswith(_ROUTED_PREFIXES):
		return UNREADABLE
	return _page(path)


def _call(name: str) -> Target:
	"""Return the function called `name`, which must be a plain dotted name without private parts."""
	return Target(Kind.CALL, name) if _DOTTED_NAME.fullmatch(name) else UNREADABLE


def _page(path: str) -> Target:
	"""Return the page at `path`; one slash at the end says nothing and is taken off."""
	if path == "/":
		return Target(Kind.PAGE, "/")
	path = path.removesuffix("/")
	if not _is_plain(path) or _NEVER_IN_PAGES.search(path):
		return UNREADABLE
	return Target(Kind.PAGE, path)


def _is_plain(path: str) -> bool:
	"""Whether `path` starts with a slash and has no empty, hidden, dot or padded parts and no odd characters."""
	if not path.startswith("/") or _NEVER_IN_PATHS.search(path):
		return False
	parts = path.split("/")[1:]
	return all(part and part == part.strip() and not part.startswith(".") for part in parts)
