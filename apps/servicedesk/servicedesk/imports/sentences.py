"""What is wrong with a file or a row, in the language of whoever reads it."""

from collections.abc import Mapping
from typing import Any

from frappe import _

from servicedesk.domain.equipment_rules import MAXIMUM_LEVELS


def file_sentence(code: str, line: int, parameters: Mapping[str, Any]) -> str:
	"""Why a file as a whole cannot be loaded, with the line where one is known."""
	sentence = _filled(_file_sentences()[code], parameters)
	return _("Line {0}: {1}").format(line, sentence) if line else sentence


def row_sentence(code: str, parameters: Mapping[str, Any]) -> str:
	"""Why a row was not stored."""
	sentences = _value_sentences() | _row_sentences() | _register_sentences()
	if allowed := parameters.get("allowed"):
		# Options are kept as the DocType has them, and read in the reader's language.
		parameters = {**parameters, "allowed": ", ".join(_(option) for option in str(allowed).split(", "))}
	return _filled(sentences[code], parameters)


def _filled(sentence: tuple[str, ...], parameters: Mapping[str, Any]) -> str:
	"""A sentence and, behind it, the names of the parameters that fill its places."""
	text, *names = sentence
	return text.format(*(parameters.get(name, "") for name in names))


def _file_sentences() -> dict[str, tuple[str, ...]]:
	return {
		"empty_file": (_("The file is empty."),),
		"spreadsheet": (_("This is a spreadsheet. Save it as CSV, best in UTF-8, and attach that file."),),
		"not_text": (_("This is not a text file."),),
		"too_large": (_("The file is too large. At most {0} MB."), "maximum_megabytes"),
		"broken_encoding": (
			_("This line is not {0}. Save the file as UTF-8, or choose its encoding."),
			"encoding",
		),
		"unclear_encoding": (
			_("The file's encoding is not clear. Save it as UTF-8, or choose its encoding."),
		),
		"too_many_columns": (_("{0} columns, at most {1} are possible."), "columns", "maximum"),
		"too_many_rows": (_("More than {0} rows. Load the file in parts."), "maximum"),
		"line_too_long": (_("This line has more than {0} characters."), "maximum"),
		"mixed_separators": (
			_("More than one separator stands between the headings: {0}. Use one of them in the whole file."),
			"found",
		),
		"broken_quotes": (_("A quotation mark of the headings is not closed."),),
		"doubled_columns": (_("Columns that stand twice: {0}"), "columns"),
		"missing_columns": (_("Columns that are missing: {0}"), "columns"),
		"no_rows": (_("There are no rows under the headings."),),
		"no_file": (_("Attach a file first."),),
		"nothing_stored": (
			_("Nothing was stored, because some rows are bad and all or nothing was asked for."),
		),
		"stopped_too_often": (_("The work was stopped too often. Start it again; nothing is stored twice."),),
		"unexpected": (
			_("Something unexpected happened; the error log says more. Nothing is stored twice."),
		),
	}


def _row_sentences() -> dict[str, tuple[str, ...]]:
	return {
		"mixed_separators": (_("Divided by “{1}”, but the headings by “{0}”."), "expected", "found"),
		"wrong_number_of_cells": (_("{1} cells, but {0} headings."), "expected", "found"),
		"broken_quotes": (
			_("A quotation mark is not closed or stands inside a cell. Not read up to line {0}."),
			"until",
		),
		"stands_twice": (_("The same stands in line {0}."), "line"),
		"clash": (_("The database has something that is nearly the same, or cannot store this."),),
	}


def _value_sentences() -> dict[str, tuple[str, ...]]:
	return {
		"missing": (_("This is needed."),),
		"too_long": (_("{1} characters, at most {0} are possible."), "maximum", "length"),
		"bad_email": (_("This is not an e-mail address."),),
		"bad_phone": (_("This is not a phone number."),),
		"bad_address": (_("This is not a web address."),),
		"bad_date": (_("This is not a date. Write it as 31.12.2026 or 2026-12-31."),),
		"bad_time_zone": (_("There is no such time zone. Write it as Europe/Sofia."),),
		"not_yes_or_no": (_("Write yes or no."),),
		"not_an_option": (_("This is not one of: {0}"), "allowed"),
		"not_found": (_("There is no {0}."), "value"),
		"not_of_customer": (_("This is not one of the customer's."),),
	}


def _register_sentences() -> dict[str, tuple[str, ...]]:
	return {
		"name_taken": (_("Another customer has this name, with the code {0}."), "other_code"),
		"has_other_code": (_("The customer of this name has the code {0}."), "other_code"),
		"says_otherwise": (_("Line {0} says something else of the same person."), "line"),
		"first_row_bad": (_("The first row of this person is bad."),),
		"several_contacts": (_("Several contacts have this address, and it is not clear which is meant."),),
		"state_by_steps": (
			_("The contract is {0}. Its state is changed by its steps, not by a file."),
			"state",
		),
		"other_customer": (_("The contract is another customer's."),),
		"ends_before_start": (_("The contract ends before it starts."),),
		"has_ended": (_("The contract's end is past. Give a later end to put it in force."),),
		"no_reason": (_("Say why the contract is terminated."),),
		"no_number": (_("A serial number or an inventory number is needed, to know which piece is meant."),),
		"number_taken": (_("A piece with another serial number has this inventory number."),),
		"not_in_contract": (_("The contract does not cover this."),),
		"no_such_parent": (_("The customer has no equipment with this number."),),
		"parent_other_customer": (_("What this is a part of belongs to another customer."),),
		"parent_cycle": (_("Equipment cannot be a part of itself or of one of its own parts."),),
		"parent_too_deep": (_("Parts can be nested at most {0} levels deep.").format(MAXIMUM_LEVELS),),
	}
