"""Whoever steps outside a rule says why: on the same line, or in a comment on the line above."""

import re
from pathlib import Path

import yaml

from checks.source_tree import APP_IN_REPOSITORY, Finding, files, is_test

SHORTEST_REASON = 10  # characters; less is no reason
# A suppression and, in the group, what follows it on the line: a dash or colon and the reason.
SUPPRESSIONS = {
	"noqa": re.compile(r"#\s*noqa:?\s*[A-Z0-9, ]*(?P<reason>.*)"),
	"nosemgrep": re.compile(r"(?:#|//|\{#)\s*nosemgrep:?\s*[\w.,-]*(?P<reason>.*)"),
	"pragma: no cover": re.compile(r"#\s*pragma:\s*no (?:cover|branch)(?P<reason>.*)"),
	"biome-ignore": re.compile(r"(?://|/\*)\s*biome-ignore\s+[\w/,() -]*:?(?P<reason>.*)"),
	"djlint:off": re.compile(r"djlint:\s*off\s*[\w,]*(?P<reason>.*)"),
}
IGNORES_PERMISSIONS = re.compile(
	r"ignore_permissions\s*[=:]\s*(?:True|1)\b|flags\.ignore_permissions\s*=(?!=)(?!\s*False\b)"
)
UNSAFE_FILTER = re.compile(r"\|\s*safe\b")
COMMENT_LINE = re.compile(r"^\s*(?:#|//|\{#|<!--|/\*|\*)\s*(?P<text>.*)$")
PERMISSION_RULE = "ignore-permissions-outside-the-door"


def _is_reason(text: str) -> bool:
	return len(re.sub(r"[^\w]", "", text)) >= SHORTEST_REASON


def has_reason(lines: list[str], number: int, on_the_line: str) -> bool:
	"""Whether line ``number`` (from 1) explains itself, or the comment directly above it does."""
	if _is_reason(on_the_line):
		return True
	above = COMMENT_LINE.match(lines[number - 2]) if number > 1 else None
	return bool(above and _is_reason(above["text"]))


def _unexplained(line: str) -> list[tuple[str, str]]:
	"""What a line needs a reason for, each with the text that may be one."""
	return [
		(name, match["reason"]) for name, pattern in SUPPRESSIONS.items() if (match := pattern.search(line))
	]


def suppression_findings(root: Path) -> list[Finding]:
	"""Suppressed checks without a reason beside them. A broad ``except`` is one of them: ruff asks for its noqa."""
	findings = []
	for path in files(root, ".py", ".js", ".mjs", ".ts", ".vue", ".scss", ".css", ".html"):
		if path.name in {"suppressions.py", "test_suppressions.py"}:
			continue  # they name what they look for
		lines = path.read_text(encoding="utf-8").splitlines()
		for number, line in enumerate(lines, start=1):
			for name, reason in _unexplained(line):
				if not has_reason(lines, number, reason):
					message = f"{name} without a reason: say why on the line, or in a comment above it"
					findings.append(Finding(path.relative_to(root).as_posix(), number, message))
	return findings


def door_modules(rules: Path) -> set[str]:
	"""The paths, from the app's package, where permissions may be ignored: read from the semgrep rule itself."""
	prefix = f"/{APP_IN_REPOSITORY.as_posix()}/"
	for path in sorted(rules.glob("*.yaml")):
		for rule in yaml.safe_load(path.read_text(encoding="utf-8"))["rules"]:
			if rule["id"] == PERMISSION_RULE:
				return {
					entry.removeprefix(prefix)
					for entry in rule["paths"]["exclude"]
					if entry.startswith(prefix)
				}
	raise LookupError(f"no rule {PERMISSION_RULE} under {rules}")


def permission_findings(root: Path, doors: set[str]) -> list[Finding]:
	"""``ignore_permissions`` outside the doors (paths from ``root``, or patterns), or inside without a reason."""
	findings = []
	for path in files(root, ".py"):
		relative = path.relative_to(root)
		if is_test(relative):
			continue
		inside = any(relative.match(door) for door in doors)
		lines = path.read_text(encoding="utf-8").splitlines()
		for number, line in enumerate(lines, start=1):
			code, _, comment = line.partition("#")
			if not IGNORES_PERMISSIONS.search(code):
				continue
			if not inside:
				message = (
					"ignores permissions outside the one door (list: tools/semgrep/rules/permissions.yaml)"
				)
				findings.append(Finding(relative.as_posix(), number, message))
			elif not has_reason(lines, number, comment):
				findings.append(
					Finding(relative.as_posix(), number, "ignores permissions without a reason beside it")
				)
	return findings


def unsafe_filter_findings(root: Path) -> list[Finding]:
	"""``| safe`` in a template without a comment that says why the value cannot hold what a stranger typed."""
	findings = []
	for path in files(root, ".html"):
		lines = path.read_text(encoding="utf-8").splitlines()
		for number, line in enumerate(lines, start=1):
			if UNSAFE_FILTER.search(line) and not has_reason(
				lines, number, "".join(re.findall(r"\{#(.*?)#\}", line))
			):
				message = "| safe without a reason: say in {# … #} what makes the value safe"
				findings.append(Finding(path.relative_to(root).as_posix(), number, message))
	return findings
