"""Our semgrep rules, applied to the app and to their own samples in one run.

In ``tools/semgrep/samples`` a comment says what the next line is: ``ruleid: NAME`` must be found, ``ok: NAME`` must not.
A rule is held to the sample file of the same name as the file it stands in.

Command (any Python; semgrep is the linters' own): ``python3 tools/checks/own_rules.py``
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

if __name__ == "__main__":
	sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from checks.lint_environment import REPOSITORY, linter
from checks.source_tree import APP_IN_REPOSITORY

RULES = Path("tools/semgrep/rules")
SAMPLES = Path("tools/semgrep/samples")
ANNOTATION = re.compile(r"^\s*(?:#|//)\s*(?P<kind>ruleid|ok):\s*(?P<names>[\w, -]+)$")
RULE = re.compile(r"^  - id: (?P<name>[\w-]+)$", re.MULTILINE)


@dataclass(frozen=True, order=True)
class Hit:
	"""One line that a rule speaks of: ``path`` from the repository root, ``line`` from 1."""

	path: str
	line: int
	rule: str


def rule_names(rules: Path) -> dict[str, list[str]]:
	"""The rules of each rule file, by the file's name without ending."""
	return {
		path.stem: RULE.findall(path.read_text(encoding="utf-8")) for path in sorted(rules.glob("*.yaml"))
	}


def annotations(text: str, path: str) -> Iterator[tuple[str, Hit]]:
	"""What a sample file says of its lines: "ruleid" or "ok", and the line meant."""
	for number, line in enumerate(text.splitlines(), start=1):
		if match := ANNOTATION.match(line):
			for name in match["names"].split(","):
				yield match["kind"], Hit(path, number + 1, name.strip())


def sample_complaints(names: list[str], said: list[tuple[str, Hit]], hits: set[Hit]) -> list[str]:
	"""Where the rules of one file and its samples disagree, and rules without a bad or a good sample."""
	complaints = []
	bad = {hit for kind, hit in said if kind == "ruleid"}
	good = {hit for kind, hit in said if kind == "ok"}
	complaints += [f"{hit.path}:{hit.line}: {hit.rule} does not find this" for hit in sorted(bad - hits)]
	unwanted = {hit for hit in hits - bad if hit.rule in names}
	complaints += [
		f"{hit.path}:{hit.line}: {hit.rule} finds this, and should not" for hit in sorted(unwanted)
	]
	for kind, lines in (("bad", bad), ("good", good)):
		without = set(names) - {hit.rule for hit in lines}
		complaints += [f"{RULES}: rule {name} has no {kind} sample" for name in sorted(without)]
	unknown = {hit for hit in bad | good if hit.rule not in names}
	complaints += [
		f"{hit.path}:{hit.line}: no rule {hit.rule} in the rule file of this name" for hit in sorted(unknown)
	]
	return complaints


def scan(root: Path) -> dict[str, list[dict[str, Any]]]:
	"""Semgrep's report on the app and the samples. Raises RuntimeError when semgrep itself fails."""
	quiet = ("--metrics=off", "--disable-version-check", "--quiet", "--json")
	command = (
		linter("semgrep"),
		"scan",
		*quiet,
		"--config",
		str(RULES),
		str(APP_IN_REPOSITORY),
		str(SAMPLES),
	)
	done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
	try:
		report: dict[str, list[dict[str, Any]]] = json.loads(done.stdout)
	except json.JSONDecodeError as broken:
		raise RuntimeError(f"semgrep failed ({done.returncode}): {done.stderr or done.stdout}") from broken
	return report


def main() -> int:
	"""Print what the rules find and where samples disagree; return the exit status."""
	report = scan(REPOSITORY)
	complaints = [f"semgrep: {error.get('message', error)}" for error in report["errors"]]
	hits = set()
	for result in report["results"]:
		hit = Hit(result["path"], result["start"]["line"], result["check_id"].rpartition(".")[2])
		hits.add(hit)
		if not hit.path.startswith(SAMPLES.as_posix()):
			complaints.append(f"{hit.path}:{hit.line}: {hit.rule}: {result['extra']['message'].strip()}")
	for stem, names in rule_names(REPOSITORY / RULES).items():
		for sample in sorted((REPOSITORY / SAMPLES).glob(f"{stem}.*")):
			path = sample.relative_to(REPOSITORY).as_posix()
			said = list(annotations(sample.read_text(encoding="utf-8"), path))
			complaints += sample_complaints(names, said, {hit for hit in hits if hit.path == path})
	print("\n".join(complaints))
	return 1 if complaints else 0


if __name__ == "__main__":
	sys.exit(main())
