"""Remembers which steps are done, by the content of what they were made from."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from localbench import paths

# Made by programs, never a source.
LEFT_OUT = {"__pycache__", "node_modules", "dist", ".pytest_cache", ".ruff_cache", ".mypy_cache"}
CHUNK_BYTES = 1 << 20


def fingerprint(sources: Iterable[Path], *texts: str) -> str:
	"""A digest of files, whole folders and texts. What does not exist counts as empty."""
	digest = hashlib.sha256()
	for text in texts:
		digest.update(text.encode() + b"\0")
	for file in sorted(_files(sources)):
		digest.update(str(file).encode() + b"\0" + _digest(file))
	return digest.hexdigest()


def _files(sources: Iterable[Path]) -> set[Path]:
	found: set[Path] = set()
	for source in sources:
		if source.is_file():
			found.add(source)
		elif source.is_dir():
			found |= {file for file in source.rglob("*") if file.is_file() and not _is_left_out(file, source)}
	return found


def _is_left_out(file: Path, source: Path) -> bool:
	return not LEFT_OUT.isdisjoint(file.relative_to(source).parts) or file.suffix == ".pyc"


def _digest(file: Path) -> bytes:
	digest = hashlib.sha256()
	with file.open("rb") as stream:
		while chunk := stream.read(CHUNK_BYTES):
			digest.update(chunk)
	return digest.digest()


def is_current(name: str, wanted: str, folder: Path = paths.STAMPS) -> bool:
	"""Whether the step was finished from exactly this content."""
	file = folder / name
	return file.exists() and file.read_text() == wanted


def write(name: str, made_from: str, folder: Path = paths.STAMPS) -> None:
	"""Note that the step is finished."""
	folder.mkdir(parents=True, exist_ok=True)
	partial = folder / f"{name}.partial"
	partial.write_text(made_from)
	partial.replace(folder / name)


def remove(name: str, folder: Path = paths.STAMPS) -> None:
	"""Note that the step is to be done again."""
	(folder / name).unlink(missing_ok=True)
