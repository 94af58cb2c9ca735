"""Filters under a name: one's own, few, and nobody else's."""

import frappe

from servicedesk.self_service.saved_filters import LONGEST_TITLE, MOST, remove, rename, save, saved_filters
from servicedesk.shared.errors import Refused
from servicedesk.shared.testing import DeskTestCase, make_account, make_customer
from servicedesk.www.testing import ask, page

CUSTOMER = "T Saved"
PERSON, OTHER = "person@saved.test", "other@saved.test"
QUERY = "show=open&q=принтер&sort=oldest"


class TestSavedFilters(DeskTestCase):
	"""Two people of one company."""

	@classmethod
	def setUpClass(cls) -> None:
		"""The people."""
		super().setUpClass()
		make_customer(CUSTOMER)
		for user in (PERSON, OTHER):
			make_account(user, {CUSTOMER: "Requester"})

	def titles(self, user: str) -> list[str]:
		"""The names of somebody's filters."""
		frappe.set_user(user)
		return [row.title for row in saved_filters()]

	def only(self, user: str) -> str:
		"""The name of somebody's one filter's row."""
		frappe.set_user(user)
		(row,) = saved_filters()
		return row.name

	def test_save_rename_and_delete(self) -> None:
		answer = ask(PERSON, "/portal/requests/filters", {"title": " Мої  принтери ", "query": QUERY})
		self.assertEqual(answer.status_code, 303)
		address = answer.headers["Location"]
		self.assertIn("show=open", address)
		self.assertIn("Мої принтери", page(PERSON, address))
		name = self.only(PERSON)
		self.assertEqual(saved_filters()[0].address, address)
		ask(PERSON, f"/portal/requests/filters/{name}/rename", {"title": "Other", "query": ""})
		self.assertEqual(self.titles(PERSON), ["Other"])
		ask(PERSON, f"/portal/requests/filters/{name}/delete", {"query": ""})
		self.assertEqual(self.titles(PERSON), [])

	def test_only_ones_own(self) -> None:
		frappe.set_user(PERSON)
		save("Mine", QUERY)
		name = self.only(PERSON)
		self.assertEqual(self.titles(OTHER), [])
		for action in ("rename", "delete"):
			answer = ask(OTHER, f"/portal/requests/filters/{name}/{action}", {"title": "Taken", "query": ""})
			self.assertEqual(answer.status_code, 404)
		self.assertEqual(self.titles(PERSON), ["Mine"])
		frappe.set_user(OTHER)
		self.assertFalse(frappe.has_permission("SD Saved Filter", "read"))

	def test_names_that_cannot_be_taken(self) -> None:
		frappe.set_user(PERSON)
		save("Mine", QUERY)
		save("Second", QUERY)
		for title in ("", "  ", "‮", "x" * (LONGEST_TITLE + 1), "MINE", " mine "):
			with self.assertRaises(Refused) as raised:
				save(title, QUERY)
			self.assertEqual(list(raised.exception.problems), ["title"], title)
		second = next(row.name for row in saved_filters() if row.title == "Second")
		with self.assertRaises(Refused):
			rename(second, "mine")
		rename(second, "SECOND")
		self.assertEqual(self.titles(PERSON), ["Mine", "SECOND"])

	def test_a_refused_name_stays_in_its_field(self) -> None:
		frappe.set_user(PERSON)
		save("Mine", QUERY)
		answer = ask(PERSON, "/portal/requests/filters", {"title": "<b>mine", "query": QUERY})
		self.assertEqual(answer.status_code, 303)
		answer = ask(PERSON, "/portal/requests/filters", {"title": "Mine", "query": QUERY})
		self.assertEqual(answer.status_code, 422)
		text = answer.get_data(as_text=True)
		self.assertIn('id="filter-title-error"', text)
		self.assertIn('value="Mine"', text)
		self.assertNotIn("<b>mine", text)

	def test_no_more_than_twenty(self) -> None:
		frappe.set_user(PERSON)
		for number in range(MOST):
			save(f"Filter {number}", QUERY)
		with self.assertRaises(Refused):
			save("One more", QUERY)
		remove(saved_filters()[0].name)
		save("One more", QUERY)

	def test_nothing_but_filters_is_kept(self) -> None:
		frappe.set_user(PERSON)
		save("Odd", "show=nonsense&evil=1&after=x&q=a&next=https://evil.test&from=2026-01-01")
		self.assertEqual(saved_filters()[0].address, "/portal/requests?q=a&from=2026-01-01")
		answer = ask(PERSON, "/portal/requests/read", {"query": "//evil.test"})
		self.assertEqual(answer.headers["Location"], "/portal/requests")
