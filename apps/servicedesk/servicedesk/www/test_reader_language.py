"""The language of a page: one of the portal's, whatever a browser or a person's record names."""

import frappe

from servicedesk.shared.testing import DeskTestCase, make_account, make_customer
from servicedesk.www.testing import ask

GUEST, USER = "Guest", "language@t.test"


class TestReaderLanguage(DeskTestCase):
	"""A desk that speaks Bulgarian, and readers whose language the framework has found already."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		settings = frappe.get_doc("SD Settings")
		settings.default_language = "bg"
		settings.save()
		make_account(USER, {make_customer("T Language"): "Requester"})

	def setUp(self) -> None:
		super().setUp()
		self.addCleanup(setattr, frappe.local, "lang", frappe.local.lang)

	def shown(self, user: str, found: str, browser: str = "") -> str:
		"""The language that the page says it is in, when the framework has found `found`."""
		frappe.local.lang = found
		address = "/portal/sign-in" if user == GUEST else "/portal"
		text = ask(user, address, headers={"Accept-Language": browser}).get_data(as_text=True)
		return text.partition('<html lang="')[2].partition('"')[0]

	def test_a_language_of_the_portal_stays(self) -> None:
		for found in ("ro", "uk", "en"):
			with self.subTest(found):
				self.assertEqual(self.shown(GUEST, found, "ru"), found)
		self.assertEqual(self.shown(GUEST, "en-GB", "ru"), "en")

	def test_instead_of_another_the_next_that_the_browser_names(self) -> None:
		self.assertEqual(self.shown(GUEST, "fr", "fr-FR,fr;q=0.9,ro-MD;q=0.8,en;q=0.5"), "ro")

	def test_instead_of_another_the_desks_own(self) -> None:
		self.assertEqual(self.shown(GUEST, "fr", "fr-FR,de;q=0.5"), "bg")
		self.assertEqual(self.shown(USER, "fr", "ru"), "bg")
		self.assertEqual(frappe.local.lang, "bg", "what the page says is translated into it, too")
