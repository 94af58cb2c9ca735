"""How long files may be."""

from pathlib import Path

from checks.source_tree import Finding, files

LONGEST_FILE = 300  # lines
MEASURED = (".py", ".js", ".mjs", ".ts", ".vue", ".scss", ".css", ".html", ".sh")


def size_findings(root: Path) -> list[Finding]:
	"""Files that are longer than one can keep in mind."""
	findings = []
	for path in files(root, *MEASURED):
		lines = len(path.read_text(encoding="utf-8").splitlines())
		if lines > LONGEST_FILE:
			message = f"{lines} lines, at most {LONGEST_FILE}: split it by what its parts are about"
			findings.append(Finding(path.relative_to(root).as_posix(), 0, message))
	return findings
