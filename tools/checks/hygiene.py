"""What must not be in a committed file, and which files there must be."""

import re
import subprocess
from pathlib import Path

from checks.source_tree import Finding

REQUIRED = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE")
# A package's registry is the reader's own choice: a mirror in one place, the public one in another.
REGISTRY_HOSTS = ("registry.npmjs.org", "registry.yarnpkg.com", "files.pythonhosted.org", "pypi.org")
# Folders of the machine the work was done on; elsewhere they are somebody else's.
MACHINE_PATHS = ("/work/", "/root/", "/opt/pypi", "/opt/wheels")
BINARY = frozenset(
	{".png", ".jpg", ".jpeg", ".ico", ".woff", ".woff2", ".ttf", ".pdf", ".gz", ".zip", ".webp"}
)
NAMES_THEM = frozenset({"tools/checks/hygiene.py", "tests/architecture/test_hygiene.py"})


def committed_files(root: Path) -> list[str]:
	"""What git holds, as paths from ``root``."""
	listed = subprocess.run(("git", "ls-files"), cwd=root, capture_output=True, text=True, check=True)
	return listed.stdout.splitlines()


def forbidden_words(root: Path) -> re.Pattern[str]:
	"""Registry hosts, known folders of one machine, and the folder this clone and its user live in."""
	own = {str(root.resolve()) + "/", str(Path.home()) + "/"} - {"//"}
	words = [*REGISTRY_HOSTS, *MACHINE_PATHS, *sorted(own)]
	return re.compile(r"(?<![\w./-])(?:" + "|".join(re.escape(word) for word in words) + ")")


def content_findings(root: Path, names: list[str]) -> list[Finding]:
	"""Registry hosts and machine paths in the named files (paths from ``root``)."""
	pattern = forbidden_words(root)
	findings = []
	for name in names:
		path = root / name
		if name in NAMES_THEM or path.suffix in BINARY or not path.is_file() or path.is_symlink():
			continue
		lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
		for number, line in enumerate(lines, start=1):
			if found := pattern.search(line.replace("://", " ")):
				findings.append(Finding(name, number, f"{found[0]} belongs to one machine or registry"))
	return findings


def presence_findings(root: Path) -> list[Finding]:
	"""Files that every reader of a repository looks for and does not find, or finds empty."""
	missing = [name for name in REQUIRED if not (root / name).is_file() or not (root / name).stat().st_size]
	return [Finding(name, 0, "is missing or empty") for name in missing]
