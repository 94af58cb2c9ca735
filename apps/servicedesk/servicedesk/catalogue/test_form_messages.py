"""Sentences for what a check found wrong."""

import frappe

from servicedesk.catalogue.form_messages import problem_messages
from servicedesk.domain.problems import Problem
from servicedesk.shared.testing import DeskTestCase


class TestFormMessages(DeskTestCase):
	"""Bounds as the reader writes them, and one sentence for each field."""

	def said(self, code: str, bound: str | int, language: str = "en") -> str:
		"""The sentence for a field beyond that bound."""
		self.addCleanup(setattr, frappe.local, "lang", frappe.local.lang)
		frappe.local.lang = language
		return problem_messages([Problem("f", code, {"maximum": bound})])["f"]

	def test_bounds(self) -> None:
		self.assertEqual(self.said("above_maximum", "500"), "At most 500.")
		self.assertEqual(self.said("above_maximum", "2.5", "ro"), "Cel mult 2,5.")
		self.assertEqual(self.said("too_late", "2026-03-01"), "Not after 1 March 2026.")
		self.assertEqual(self.said("too_late", "18:00:00"), "Not after 18:00.")
		self.assertEqual(self.said("too_late", "18:00:30"), "Not after 18:00:30.")
		self.assertEqual(self.said("too_many_chosen", 3), "Please choose at most 3.")

	def test_the_first_problem_of_a_field_is_told(self) -> None:
		found = problem_messages([Problem("f", "missing"), Problem("f", "not_a_number"), Problem("g", "?")])
		self.assertEqual(found, {"f": "Please fill this in.", "g": "This cannot be accepted."})
