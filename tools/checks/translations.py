"""The translation tables of the app: complete, without leftovers, with agreeing placeholders.

Command, from the repository root:

	env/bin/python tools/checks/translations.py [--write]

Without ``--write`` it says what is missing or stale in each language. With it, stale lines are dropped, missing
ones are added with an empty translation (which the architecture test refuses until somebody fills it), and the
tables are sorted.
"""

import argparse
import csv
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

if __name__ == "__main__":
	sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from checks.source_tree import APP_IN_REPOSITORY, REPOSITORY, Finding
from checks.translatable import Text, texts

LANGUAGES = ("bg", "ru", "uk", "ro")  # and English, which the sources are written in
CYRILLIC_LANGUAGES = frozenset({"bg", "ru", "uk"})
PLACEHOLDER = re.compile(r"\{(\w*)\}")
TAG = re.compile(r"</?[a-zA-Z][^>]*>")
# A word with letters of both scripts: nearly always a Latin letter typed with the wrong keyboard.
MIXED_WORD = re.compile(r"\b(?=\w*[A-Za-z])(?=\w*[Ѐ-ӿ])[^\W\d_]+\b")
DOCTYPE_PREFIX = "SD "


@dataclass
class Table:
	"""One language's translations by key. ``doubled`` holds keys that stand twice."""

	language: str
	entries: dict[str, str] = field(default_factory=dict)
	doubled: list[str] = field(default_factory=list)


def load(app: Path, language: str) -> Table:
	"""Read ``translations/<language>.csv``: source, translation and, where there is one, context."""
	table = Table(language)
	path = app / "translations" / f"{language}.csv"
	if not path.exists():
		return table
	with path.open(encoding="utf-8", newline="") as handle:
		for row in csv.reader(handle):
			source, translation, context = [*row, "", ""][:3]
			key = f"{source}:{context}" if context else source
			if key in table.entries:
				table.doubled.append(key)
			table.entries[key] = translation
	return table


def translation_findings(app: Path, languages: tuple[str, ...] = LANGUAGES) -> list[Finding]:
	"""Everything that is wrong with the tables of an app's package."""
	wanted = {text.key: text for text in texts(app)}
	findings = []
	for language in languages:
		table = load(app, language)
		where = f"translations/{language}.csv"
		messages = [*_coverage_complaints(table, wanted), *_entry_complaints(table)]
		findings += [Finding(where, 0, message) for message in messages]
	return findings


def _coverage_complaints(table: Table, wanted: dict[str, Text]) -> list[str]:
	missing = [
		f"missing: {key!r} ({text.path}:{text.line})"
		for key, text in wanted.items()
		if not table.entries.get(key)
	]
	stale = [f"stale, nothing in the app says it: {key!r}" for key in table.entries if key not in wanted]
	doubled = [f"stands twice: {key!r}" for key in table.doubled]
	return missing + stale + doubled


def _entry_complaints(table: Table) -> list[str]:
	complaints = []
	for source, translation in table.entries.items():
		if not translation:
			continue
		if sorted(PLACEHOLDER.findall(source)) != sorted(PLACEHOLDER.findall(translation)):
			complaints.append(f"placeholders differ: {source!r} and {translation!r}")
		if sorted(TAG.findall(source)) != sorted(TAG.findall(translation)):
			complaints.append(f"tags differ: {source!r} and {translation!r}")
		if translation.startswith(DOCTYPE_PREFIX):
			complaints.append(f"people see no prefix {DOCTYPE_PREFIX!r}: {translation!r}")
		if table.language in CYRILLIC_LANGUAGES and (mixed := MIXED_WORD.search(translation)):
			complaints.append(f"{mixed[0]!r} mixes Latin and Cyrillic letters: {translation!r}")
	return complaints


def write(app: Path, language: str) -> tuple[int, int]:
	"""Bring a table up to date; return how many lines were added (still empty) and dropped."""
	wanted = {text.key: text for text in texts(app)}
	table = load(app, language)
	path = app / "translations" / f"{language}.csv"
	path.parent.mkdir(exist_ok=True)
	with path.open("w", encoding="utf-8", newline="") as handle:
		writer = csv.writer(handle, lineterminator="\n")
		for key, text in sorted(wanted.items()):
			row = [text.source, table.entries.get(key, "")]
			writer.writerow([*row, text.context] if text.context else row)
	return len(wanted.keys() - table.entries.keys()), len(table.entries.keys() - wanted.keys())


def main() -> int:
	"""Say what is wrong, or write the tables; return the exit status."""
	parser = argparse.ArgumentParser(description="The app's translation tables.")
	parser.add_argument("--write", action="store_true", help="add missing lines, drop stale ones, sort")
	asked = parser.parse_args()
	app = REPOSITORY / APP_IN_REPOSITORY
	if asked.write:
		for language in LANGUAGES:
			added, dropped = write(app, language)
			print(f"{language}: {added} added and to be translated, {dropped} dropped")
		return 0
	findings = translation_findings(app)
	print("\n".join(str(finding) for finding in findings) or "The tables are complete.")
	return 1 if findings else 0


if __name__ == "__main__":
	sys.exit(main())
