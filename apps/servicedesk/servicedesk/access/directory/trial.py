"""Trying a source out, for administrators."""

from typing import Any

from servicedesk.access.directory import limits, sources
from servicedesk.access.directory.interface import DirectoryDown
from servicedesk.access.directory.wording import for_administrators


def result_for(source: Any) -> dict[str, Any]:
	"""Ask a source now, however it was a moment ago: `works`, and if not, the `problem` as a sentence."""
	try:
		sources.directory_of(source).check()
	except DirectoryDown as problem:
		return {"works": False, "problem": for_administrators(problem)}
	limits.wake(source.name)
	return {"works": True, "problem": ""}
