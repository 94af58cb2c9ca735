"""Restores the Frappe framework under ``apps/frappe`` from its pinned wheel.

PyPI carries Frappe of 5 August 2023 under the name ``criscostack``: every name was replaced and nothing else.
This module turns the names back. The restored copy is never committed; its licence (MIT, copyright Frappe
Technologies) is written beside it.
"""

import hashlib
import shutil
import zipfile
from pathlib import Path

WHEEL_NAME = "criscostack-1.0.0-py3-none-any.whl"
WHEEL_REQUIREMENT = "criscostack==1.0.0"
WHEEL_SHA256 = "dc58aaf29c59b7666edc953596e5b31f77d7286b2ed6b14c6a205b217c210349"
PACKAGE_INSIDE = "criscostack/"

# The order matters: the longer names first, the bare prefix last.
NAMES_BACK = (
	("criscostack", "frappe"),
	("Criscostack", "Frappe"),
	("CRISCOSTACK", "FRAPPE"),
	("criscoerp", "erpnext"),
	("Criscoerp", "ERPNext"),
	("Crisco", "Frappe"),
)
RENAMED_MODULES = {"frappe/utils/brik_helper.py": "frappe/utils/bench_helper.py"}


class WheelMismatch(Exception):
	"""The wheel's content is not the one this repository was tested with."""


def verify_wheel(wheel: Path) -> None:
	"""Raise WheelMismatch unless the wheel has exactly the pinned SHA-256."""
	digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
	if digest != WHEEL_SHA256:
		raise WheelMismatch(
			f"{wheel.name} has SHA-256 {digest}, expected {WHEEL_SHA256}. "
			"Delete the file and run again; if it happens twice, the package index serves something else."
		)


def restore_text(text: str) -> str:
	"""Turn every replaced name in a text back to Frappe's own."""
	for replaced, original in NAMES_BACK:
		text = text.replace(replaced, original)
	return text


def restored_path(member: str) -> str:
	"""The path, relative to ``apps/frappe``, that a member of the wheel is restored to."""
	path = restore_text(member)
	return RENAMED_MODULES.get(path, path)


def restored_content(content: bytes) -> bytes:
	"""The member's content with names turned back; binary files stay as they are."""
	if b"\0" in content:
		return content
	try:
		return restore_text(content.decode()).encode()
	except UnicodeDecodeError:
		return content


def restore(wheel: Path, app_folder: Path) -> int:
	"""Write Frappe from the wheel into ``app_folder``; return the number of files.

	The folder appears whole or not at all: it is built beside its place and renamed at the end.
	"""
	verify_wheel(wheel)
	partial = app_folder.with_name(app_folder.name + ".partial")
	shutil.rmtree(partial, ignore_errors=True)
	count = 0
	with zipfile.ZipFile(wheel) as archive:
		for member in archive.infolist():
			if member.is_dir() or not member.filename.startswith(PACKAGE_INSIDE):
				continue
			target = partial / restored_path(member.filename)
			target.parent.mkdir(parents=True, exist_ok=True)
			target.write_bytes(restored_content(archive.read(member)))
			count += 1
	shutil.rmtree(app_folder, ignore_errors=True)
	partial.rename(app_folder)
	return count
