"""Whose account a name of a directory is, where the database takes several names for one."""

import frappe

from servicedesk.access.directory import NotLetIn, try_sign_in
from servicedesk.access.directory.test_sign_in import ACCOUNT, RIGHT, DirectorySignInTestCase, person
from servicedesk.shared.testing import make_account


class TestSamePerson(DirectorySignInTestCase):
	"""Only case means nothing in a name."""

	def test_letters_with_and_without_marks_are_two_people(self) -> None:
		"""The database takes one for the other."""
		self.source(
			"T One", person("stefan"), person("ștefan", email="stefan.two@dir.test", full_name="Ștefan Pop")
		)
		self.assertEqual(try_sign_in("stefan", RIGHT), "stefan@dir.test")
		self.assertEqual(try_sign_in("ștefan", RIGHT), "stefan.two@dir.test")
		self.assertEqual(self.account("stefan@dir.test").full_name, "Ivan Petrov")
		frappe.db.set_value(ACCOUNT, {"user": "stefan@dir.test"}, "external_login", "STEFAN")
		self.assertEqual(try_sign_in("Stefan", RIGHT), "stefan@dir.test")

	def test_an_address_that_only_the_database_takes_for_another(self) -> None:
		"""Takes up nobody's account, and makes none that would meet it."""
		self.source("T One", person("ivan", email="ștefan@dir.test"))
		make_account("stefan@dir.test", {self.customer: "Manager"}, sign_in_source="T One")
		with self.assertRaises(NotLetIn):
			try_sign_in("ivan", RIGHT)
		self.assertFalse(self.account("stefan@dir.test").external_login)

	def test_an_account_is_found_by_an_index(self) -> None:
		"""At each sign-in."""
		plan = frappe.db.sql(
			f"explain select name from `tab{ACCOUNT}` where external_login = 'ivan' and sign_in_source = 'T One'",
			as_dict=True,
		)
		self.assertIn("by_external_login", plan[0].possible_keys or "")
