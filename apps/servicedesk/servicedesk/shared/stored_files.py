"""The content of stored files, byte by byte as it came in."""

from pathlib import Path

import frappe


def bytes_of(name: str) -> bytes:
	"""The content of a File on the disk; raises OSError where it is gone.

	The framework's own way guesses what might be text, and in which alphabet; written again, that is another file.
	"""
	return Path(frappe.get_doc("File", name).get_full_path()).read_bytes()
