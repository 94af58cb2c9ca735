"""Sentences for what a check found wrong, in the language of whoever filled in the form."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from frappe import _

from servicedesk.domain.problems import Problem
from servicedesk.shared.written_dates import written_day, written_number

DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
WHOLE_MINUTES = re.compile("([0-9]{2}:[0-9]{2}):00")


def problem_messages(problems: Iterable[Problem]) -> dict[str, str]:
	"""A sentence for each field, the first of its problems."""
	messages: dict[str, str] = {}
	for problem in problems:
		messages.setdefault(problem.field, problem_message(problem))
	return messages


def problem_message(problem: Problem) -> str:
	"""The sentence for one problem; an unknown code gives the general one."""
	text = _texts().get(problem.code) or _("This cannot be accepted.")
	return text.format(*_arguments(problem.parameters))


def _arguments(parameters: Mapping[str, object]) -> list[object]:
	"""The one value that the sentences speak of: a bound."""
	for name in ("maximum", "minimum"):
		if name in parameters:
			return [_written(parameters[name])]
	return [""]


def _written(bound: object) -> object:
	"""A day and a number as the reader writes them, a time to the minute; other bounds as they are."""
	if not isinstance(bound, str):
		return bound
	if DAY.fullmatch(bound):
		return written_day(date.fromisoformat(bound))
	if NUMBER.fullmatch(bound):
		return written_number(Decimal(bound))
	return WHOLE_MINUTES.sub(r"\1", bound)


def _texts() -> dict[str, str]:
	return {
		"missing": _("Please fill this in."),
		"unknown_field": _("The form has changed. Please check it and send it again."),
		"not_text": _("This cannot be accepted."),
		"too_long": _("At most {0} characters."),
		"bad_pattern": _("This does not have the expected form."),
		"not_a_number": _("Please give a number."),
		"below_minimum": _("At least {0}."),
		"above_maximum": _("At most {0}."),
		"not_an_option": _("Please choose from the list."),
		"bad_date": _("Please give a date."),
		"bad_time": _("Please give a time."),
		"bad_email": _("Please give an email address such as name@example.org."),
		"bad_phone": _("Please give a phone number."),
		"not_a_choice": _("Please choose from the list."),
		"too_many_files": _("At most {0} files at once."),
		"too_early": _("Not before {0}."),
		"too_late": _("Not after {0}."),
		"too_few_chosen": _("Please choose at least {0}."),
		"too_many_chosen": _("Please choose at most {0}."),
	}
