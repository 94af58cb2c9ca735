"""Which uploaded files are taken, and under which name.

Source: security.md, uploads: base name only, extension and magic bytes, never what a browser would run. A
file whose beginning passes may still hold anything behind it, so files are served as attachments, with
nosniff, all the same.

Codes and their parameters: ``missing_file_name``; ``refused_type`` (extension, allowed); ``empty_file``;
``too_large`` (maximum_bytes, bytes); ``content_mismatch`` (extension).
"""

from __future__ import annotations

import re
from collections.abc import Collection

from servicedesk.domain.file_signatures import HEAD_BYTES, KNOWN_EXTENSIONS, agrees
from servicedesk.domain.problems import Problem
from servicedesk.domain.text_normalisation import clean_line

__all__ = ["DEFAULT_EXTENSIONS", "HEAD_BYTES", "check", "extension_of", "safe_file_name"]

FIELD = "file"
DEFAULT_EXTENSIONS = KNOWN_EXTENSIONS
MAXIMUM_NAME_CHARACTERS = 120
MAXIMUM_NAME_BYTES = 200
"""File systems allow 255; the rest is left for what a store adds to make a name its own."""

# Not allowed in names on Windows, or with a meaning of their own in an address.
_SIGNS_WITH_MEANING = re.compile(r'[<>:"|?*#%\\/]')
_INVISIBLE = re.compile(
	"[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f"
	"\u2060-\u2064\u206a-\u206f\u3164\uffa0\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_RESERVED_ON_WINDOWS = re.compile(
	r"(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])", re.IGNORECASE
)
_EXTENSION = re.compile(r"\.([A-Za-z0-9]{1,10})\Z")


def safe_file_name(file_name: str) -> str:
	"""Return the name under which a file is kept: no path, nothing invisible, nothing that a system reserves.

	Letters of any script stay. Empty when nothing is left of the name. Doing it twice changes nothing.
	"""
	base_name = re.split(r"[/\\]", file_name)[-1]
	visible = clean_line(_INVISIBLE.sub("", base_name))
	name = _trimmed(_SIGNS_WITH_MEANING.sub("_", visible))
	if _RESERVED_ON_WINDOWS.fullmatch(name.partition(".")[0].strip()):
		name = f"_{name}"
	return _shortened(name)


def _trimmed(name: str) -> str:
	"""Drop leading dots, which hide a file, and dots and blanks at the end, which Windows drops by itself."""
	return name.strip(" .")


def _shortened(name: str) -> str:
	"""Cut the stem, never the extension, and never inside a character."""
	extension = extension_of(name)
	ending = f".{extension}" if extension else ""
	stem = name[: len(name) - len(ending)]
	kept = stem[: MAXIMUM_NAME_CHARACTERS - len(ending)].encode()[: MAXIMUM_NAME_BYTES - len(ending)]
	shortened = kept.decode(errors="ignore")
	return name if shortened == stem else _trimmed(shortened) + name[len(stem) :]


def extension_of(file_name: str) -> str:
	"""Return the last extension in lower case without its dot, empty when there is none."""
	found = _EXTENSION.search(file_name)
	return found[1].lower() if found else ""


def check(
	file_name: str, content_head: bytes, size: int, allowed_extensions: Collection[str], max_bytes: int
) -> Problem | None:
	"""Return what is wrong with an upload, None when it is taken.

	``content_head`` is the file's beginning (HEAD_BYTES are enough), ``size`` its whole size in bytes.
	Extensions are allowed in lower case without dot; those without a known signature are refused even when
	allowed.
	"""
	name = safe_file_name(file_name)
	if not name:
		return Problem(FIELD, "missing_file_name")
	extension = extension_of(name)
	allowed = sorted(KNOWN_EXTENSIONS.intersection(allowed_extensions))
	if extension not in allowed:
		return Problem(FIELD, "refused_type", {"extension": extension, "allowed": ", ".join(allowed)})
	if size <= 0 or not content_head:
		return Problem(FIELD, "empty_file")
	if size > max_bytes:
		return Problem(FIELD, "too_large", {"maximum_bytes": max_bytes, "bytes": size})
	if not agrees(extension, content_head):
		return Problem(FIELD, "content_mismatch", {"extension": extension})
	return None
