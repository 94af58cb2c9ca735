"""The pages of the registers, the profile and the colleagues, asked for as a browser does."""

import re

import frappe

from servicedesk.self_service.testing import make_company, show_registers
from servicedesk.shared.testing import REQUEST_TYPE, DeskTestCase, make_account, make_equipment
from servicedesk.www.testing import ask, page

LARGEST_PAGE = 100 * 1024
STATEMENTS = 10
# A request's page also asks when it was last read, and with whom it may be shared.
STATEMENTS_OF_REQUEST = 12
GUEST = "Guest"


class TestRegisterPages(DeskTestCase):
	"""Two companies; whoever asks for a page gets their own, and no word of the other."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		show_registers()
		cls.a, cls.b = make_company("A"), make_company("B")
		cls.both = make_account("both@t.test", {cls.a.customer: "Manager", cls.b.customer: "Requester"})
		cls.form = f"/portal/new/{frappe.db.get_value('SD Request Type', REQUEST_TYPE, 'route')}"

	def addresses(self) -> list[str]:
		"""Every page of company A that its manager may open."""
		return [
			"/portal",
			"/portal/new",
			f"/portal/new?equipment={self.a.piece}",
			f"{self.form}?equipment={self.a.piece}",
			"/portal/requests",
			f"/portal/requests/{self.a.ticket}",
			"/portal/contracts",
			f"/portal/contracts/contract?number={self.a.contract}",
			"/portal/services",
			"/portal/equipment",
			"/portal/equipment?q=zeta",
			f"/portal/equipment/{self.a.piece}",
			f"/portal/equipment/{self.a.part}",
			"/portal/profile",
			"/portal/members",
		]

	def opened(self, user: str, address: str) -> str:
		"""The page at the address, or at where it leads."""
		answer = ask(user, address)
		return (
			page(user, answer.headers["Location"])
			if answer.status_code == 303
			else answer.get_data(as_text=True)
		)

	def test_no_word_of_another_company_and_no_page_too_large(self) -> None:
		for user in (self.a.manager, self.a.requester):
			for address in self.addresses():
				with self.subTest(user=user, address=address):
					text = self.opened(user, address)
					self.assertNotIn(self.b.secret.lower(), text.lower())
					self.assertLess(len(text.encode()), LARGEST_PAGE)

	def test_the_other_companys_pages_do_not_exist(self) -> None:
		for address in (
			f"/portal/contracts/contract?number={self.b.contract}",
			f"/portal/equipment/{self.b.piece}",
			f"/portal/requests/{self.b.ticket}",
			"/portal/contracts/contract",
			"/portal/equipment/nothing",
		):
			with self.subTest(address=address):
				answer = ask(self.a.manager, address)
				self.assertEqual(answer.status_code, 404)
				self.assertNotIn(self.b.secret, answer.get_data(as_text=True))

	def test_statements(self) -> None:
		for address in self.addresses():
			self.opened(self.a.manager, address)
			most = STATEMENTS_OF_REQUEST if address.startswith("/portal/requests/") else STATEMENTS
			with self.subTest(address=address), self.assertQueryCount(most):
				self.opened(self.a.manager, address)

	def test_guests_are_asked_to_sign_in(self) -> None:
		for address in ("/portal/contracts", "/portal/profile", "/portal/members"):
			answer = ask(GUEST, address)
			self.assertEqual(
				(answer.status_code, "/portal/sign-in" in answer.headers["Location"]), (303, True)
			)
		self.assertEqual(ask(GUEST, "/portal/acting-for", {"customer": self.a.customer}).status_code, 401)

	def test_what_the_desk_does_not_show_has_no_page_and_no_entry(self) -> None:
		for register in ("contracts", "services", "equipment", "members"):
			show_registers(**{register: 0})
			with self.subTest(register=register):
				self.assertEqual(ask(self.a.manager, f"/portal/{register}").status_code, 404)
				self.assertNotIn(f'href="/portal/{register}"', page(self.a.manager, "/portal"))
			frappe.set_user("Administrator")

	def test_only_managers_have_colleagues(self) -> None:
		self.assertEqual(ask(self.a.requester, "/portal/members").status_code, 404)
		self.assertNotIn("/portal/members", page(self.a.requester, "/portal"))
		typed = {"account": self.a.manager, "customer": self.a.customer}
		self.assertEqual(ask(self.a.requester, "/portal/members/disable", typed).status_code, 404)
		self.assertEqual(frappe.db.get_value("User", self.a.manager, "enabled"), 1)

	def test_a_refused_invitation_keeps_what_was_typed(self) -> None:
		typed = {"first_name": "Ана & Co", "last_name": "Ж" * 300, "email": "x", "customer": self.a.customer}
		answer = ask(self.a.manager, "/portal/members/invite", typed)
		text = answer.get_data(as_text=True)
		self.assertEqual(answer.status_code, 422)
		self.assertIn('value="Ана &amp; Co"', text)
		self.assertIn('id="invite_email-error"', text)

	def test_a_refused_profile_keeps_what_was_typed_but_no_secret(self) -> None:
		typed = {"first_name": "", "last_name": "Нова", "city": "Русе"}
		answer = ask(self.a.requester, "/portal/profile/details", typed)
		self.assertEqual(answer.status_code, 422)
		self.assertIn('value="Русе"', answer.get_data(as_text=True))
		typed = {"current_password": "Tajna-1", "password": "Tajna-22", "repeated": "Tajna-3"}
		answer = ask(self.a.requester, "/portal/profile/password", typed)
		self.assertEqual(answer.status_code, 422)
		self.assertNotIn("Tajna", answer.get_data(as_text=True))

	def test_choosing_whom_to_act_for(self) -> None:
		self.assertNotIn("acting_for", page(self.a.manager, "/portal"))
		typed = {"customer": self.b.customer, "back": f"/portal/equipment/{self.a.piece}"}
		answer = ask(self.both, "/portal/acting-for", typed)
		self.assertEqual((answer.status_code, answer.headers["Location"]), (303, "/portal/equipment"))
		text = page(self.both, "/portal/equipment")
		self.assertIn("ZetaB Server", text)
		self.assertNotIn("ZetaA Server", text)
		for back in ("https://evil.example/portal/equipment", "//evil.example", "/app"):
			answer = ask(self.both, "/portal/acting-for", {"customer": "", "back": back})
			self.assertEqual(answer.headers["Location"], "/portal")
		forged = ask(self.a.manager, "/portal/acting-for", {"customer": self.b.customer})
		self.assertEqual(forged.status_code, 403)

	def test_a_manager_of_one_of_several_sees_that_ones_colleagues(self) -> None:
		text = page(self.both, "/portal/members")
		self.assertIn(self.a.requester, text)
		self.assertNotIn(self.b.requester, text)
		ask(self.both, "/portal/acting-for", {"customer": self.b.customer})
		self.assertNotIn(self.a.requester, page(self.both, "/portal/members"))

	def test_rows_alone_for_a_script(self) -> None:
		for number in range(60):
			make_equipment(f"T-{number}", self.a.customer, model="ZetaA <b>Odd</b>")
		text = ask(self.a.manager, "/portal/equipment", fragment=True).get_data(as_text=True)
		self.assertNotIn("<html", text)
		self.assertNotIn("<b>Odd", text)
		(more,) = re.findall(r'hx-get="([^"]+)"', text)
		following = ask(self.a.manager, more.replace("&amp;", "&"), fragment=True)
		self.assertIn("<tr>", following.get_data(as_text=True))

	def test_the_form_shows_what_a_chosen_customer_may_choose(self) -> None:
		address = f"{self.form}?customer={self.b.customer}"
		text = ask(self.both, address, fragment=True).get_data(as_text=True)
		self.assertIn("ZetaB Server", text)
		self.assertNotIn("ZetaA Server", text)
		typed = {"f_summary": "", "customer": self.a.customer, "equipment": self.b.piece, "review": "1"}
		again = ask(self.both, self.form, typed).get_data(as_text=True)
		self.assertIn("ZetaA Server", again)
		self.assertNotIn("ZetaB Server", again)
