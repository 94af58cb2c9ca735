"""The filter behind the check of unused code."""

from collections.abc import Callable
from pathlib import Path

from checks.unused_code import really_unused, used_by_name


def test_names_in_texts_count_as_used(tmp_path: Path, write: Callable[[str, str], Path]) -> None:
	"""A dotted path in a string, a method in a script; a word of a sentence does not."""
	write("tools/a.py", 'HOOK = "app.tickets.sweep"\nTEXT = "please escalate now"\n')
	write("apps/servicedesk/servicedesk/public/js/desk.js", 'call("close_ticket");')
	report = "\n".join(
		f"a.py:1: unused function '{name}' (60% confidence)" for name in ("sweep", "escalate", "close_ticket")
	)
	assert really_unused(report, used_by_name(tmp_path)) == [
		"a.py:1: unused function 'escalate' (60% confidence)"
	]
