"""Details of people as forms send them: checked, with a sentence for each fault."""

from collections.abc import Mapping
from typing import Any

from frappe import _
from frappe.utils import validate_email_address

from servicedesk.domain.person_details import Detail, read_details
from servicedesk.domain.problems import Problem
from servicedesk.shared.errors import refuse


def checked(typed: Mapping[str, Any], wanted: Mapping[str, Detail]) -> tuple[dict[str, str], dict[str, str]]:
	"""The wanted details, cleaned, and a sentence in the reader's language for each that is wrong."""
	given, found = read_details(typed, wanted)
	problems = {problem.field: _sentence(problem) for problem in found}
	if "email" in given:
		given["email"] = given["email"].lower()
		if "email" not in problems and not is_address(given["email"]):
			problems["email"] = _("Please give a valid email address.")
	return given, problems


def require(typed: Mapping[str, Any], wanted: Mapping[str, Detail]) -> dict[str, str]:
	"""The wanted details, cleaned; raises Refused if one is wrong."""
	given, problems = checked(typed, wanted)
	if problems:
		refuse(problems)
	return given


def is_address(email: str) -> bool:
	"""Whether this is one mail address, and nothing else."""
	# The framework takes a list of addresses for one.
	return "," not in email and validate_email_address(email) == email


def _sentence(problem: Problem) -> str:
	sentences = {
		"missing": _("Please fill this in."),
		"too_long": _("Please write at most {0} characters."),
		"markup": _("Please leave out the signs < and >."),
	}
	return sentences[problem.code].format(*problem.parameters.values())
