"""Folder names as IMAP writes them: modified UTF-7 (RFC 3501, 5.1.3), in a quoted string without control characters."""

import base64
from itertools import groupby

LONGEST_NAME = 250


def quoted_folder(name: str) -> str:
	"""The name as an argument of a command. Raises ValueError for a name that no folder can have."""
	if not name or len(name) > LONGEST_NAME:
		raise ValueError("a folder's name has 1 to 250 characters")
	return quoted("".join(_encoded(is_plain, "".join(run)) for is_plain, run in groupby(name, _is_plain)))


def quoted(text: str) -> str:
	"""A quoted string (RFC 3501, 4.3). Raises ValueError where the text could end the command and begin another."""
	if any(ord(letter) < ord(" ") or ord(letter) > ord("~") for letter in text):
		raise ValueError("only printable ASCII can stand in a quoted string")
	return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _is_plain(letter: str) -> bool:
	return " " <= letter <= "~"


def _encoded(is_plain: bool, run: str) -> str:
	if is_plain:
		return run.replace("&", "&-")
	shifted = base64.b64encode(run.encode("utf-16-be")).rstrip(b"=").replace(b"/", b",")
	return f"&{shifted.decode('ascii')}-"
