"""Passwords of this bench: made once at random, kept in config/, readable by their owner only."""

import json
import os
import secrets
from pathlib import Path

NAMES = ("administrator", "database_administrator", "test_database")
BYTES = 12


def load_or_create(file: Path) -> dict[str, str]:
	"""The bench's passwords by name; those that are missing are made and written down."""
	found: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
	missing = [name for name in NAMES if name not in found]
	if missing:
		found |= {name: secrets.token_urlsafe(BYTES) for name in missing}
		_write_private(file, json.dumps(found, indent="\t") + "\n")
	return found


def _write_private(file: Path, text: str) -> None:
	"""Write a file that nobody else may read, whole or not at all."""
	file.parent.mkdir(parents=True, exist_ok=True)
	partial = file.with_name(file.name + ".partial")
	descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
	with os.fdopen(descriptor, "w") as stream:
		stream.write(text)
	partial.replace(file)
