"""Code that nothing uses: vulture's findings, without what is used by name.

Frappe finds classes by DocType, methods by event, functions by a dotted path in hooks, scripts or records. A name that
stands in any such text, or in a string of the code, counts as used.

Command (run by the linter's environment): ``env/lint/bin/python tools/checks/unused_code.py``
"""

import ast
import re
import subprocess
import sys
from pathlib import Path

if __name__ == "__main__":
	sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from checks.lint_environment import linter
from checks.source_tree import APP_IN_REPOSITORY, REPOSITORY, files

FINDING = re.compile(r"unused \w+ '(?P<name>\w+)'")
LONGEST_STRING = 200  # characters; longer ones are prose or SQL, where any word may stand


def used_by_name(root: Path) -> set[str]:
	"""Every word of the app's records, templates and scripts, and of the short strings of all Python code."""
	words: set[str] = set()
	for folder in (root / APP_IN_REPOSITORY, root / "fixtures"):
		if folder.is_dir():
			for path in files(folder, ".json", ".html", ".js", ".txt"):
				words.update(re.findall(r"\w+", path.read_text(encoding="utf-8")))
	for path in files(root, ".py"):
		words.update(_words_of_strings(path.read_text(encoding="utf-8")))
	return words


def _words_of_strings(source: str) -> set[str]:
	words: set[str] = set()
	for node in ast.walk(ast.parse(source)):
		text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
		if len(text) < LONGEST_STRING and " " not in text:
			words.update(re.findall(r"\w+", text))
	return words


def really_unused(report: str, used: set[str]) -> list[str]:
	"""The lines of vulture's report whose name nothing mentions."""
	named = ((line, FINDING.search(line)) for line in report.splitlines())
	return [line for line, match in named if match and match["name"] not in used]


def main() -> int:
	"""Print what is unused; return the exit status."""
	done = subprocess.run((linter("vulture"),), cwd=REPOSITORY, capture_output=True, text=True, check=False)
	if done.stderr.strip():
		print(done.stderr)
		return 2
	left = really_unused(done.stdout, used_by_name(REPOSITORY))
	print("\n".join(left))
	return 1 if left else 0


if __name__ == "__main__":
	sys.exit(main())
