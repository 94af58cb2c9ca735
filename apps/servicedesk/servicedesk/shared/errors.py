"""Errors that people meet, each with its HTTP status. Their texts are translated where they are raised."""

from collections.abc import Mapping
from typing import NoReturn

import frappe
from frappe.utils import escape_html


class NotSetUp(frappe.ValidationError):
	"""Something that an administrator has to configure first is missing."""

	http_status_code = 503


class Conflict(frappe.ValidationError):
	"""Somebody was faster: what was asked is not possible in the state of now."""

	http_status_code = 409


class NotCovered(frappe.ValidationError):
	"""No valid contract covers what was asked."""

	http_status_code = 403


class Refused(frappe.ValidationError):
	"""What was filled in cannot be taken. `problems` maps a field's name to a sentence in the user's language."""

	http_status_code = 422

	def __init__(self, problems: Mapping[str, str]) -> None:
		super().__init__("; ".join(problems.values()))
		self.problems = dict(problems)


def refuse(problems: Mapping[str, str]) -> NoReturn:
	"""Raise Refused, with the sentences as the message that the desk shows."""
	frappe.msgprint("<br>".join(escape_html(sentence) for sentence in problems.values()), indicator="red")
	raise Refused(problems)
