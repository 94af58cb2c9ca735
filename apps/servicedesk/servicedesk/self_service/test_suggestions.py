"""What is suggested while a subject is typed: one's own open requests, found in one statement on an index."""

import frappe

from servicedesk.self_service import suggestions
from servicedesk.self_service.suggestions import NEWEST, OWN_REQUESTS, Suggested, Suggestion
from servicedesk.shared.testing import CLOSED, DeskTestCase, make_account, make_customer, settle_scopes
from servicedesk.tickets.testing import make_ticket

ANA, ION = "ana.suggest@t.test", "ion.suggest@t.test"


class TestSuggestions(DeskTestCase):
	"""Two colleagues with requests of their own."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.customer, cls.former = make_customer("T Suggest"), make_customer("T Suggest Former")
		make_account(ANA, {cls.customer: "Requester", cls.former: "Requester"})
		make_account(ION, {cls.customer: "Manager"})
		for person, customer, summary in (
			(ANA, cls.customer, "Printer on the second floor"),
			(ANA, cls.former, "Printer of the former company"),
			(ION, cls.customer, "Printer of a colleague"),
		):
			make_ticket(person, customer, answers={"summary": summary})

	def found(self, typed: str, user: str = ANA) -> list[str]:
		frappe.set_user(user)
		return [item.title for part in suggestions.suggestions(typed) for item in part.suggested]

	def test_own_requests_and_no_others(self) -> None:
		self.assertEqual(
			sorted(self.found("printers")), ["Printer of the former company", "Printer on the second floor"]
		)
		self.assertEqual(self.found("printer", ION), ["Printer of a colleague"])
		self.assertEqual(self.found("coffee machine"), [])

	def test_nothing_of_a_company_that_one_has_left(self) -> None:
		account = frappe.get_doc("SD Portal Account", {"user": ANA})
		account.customers = [row for row in account.customers if row.customer == self.customer]
		account.save()
		settle_scopes()
		self.assertEqual(self.found("printer"), ["Printer on the second floor"])

	def test_what_is_over_is_not_suggested(self) -> None:
		name = frappe.db.get_value("SD Ticket", {"subject": "Printer on the second floor"})
		values = {"workflow_state": CLOSED, "state_category": "closed"}
		frappe.db.set_value("SD Ticket", name, values)
		self.assertEqual(self.found("printer"), ["Printer of the former company"])

	def test_one_statement_and_none_for_too_few_letters(self) -> None:
		self.found("printer")
		with self.assertQueryCount(1):
			self.found("printer")
		with self.assertQueryCount(0):
			self.found("pr")

	def test_the_index_yields_what_is_read(self) -> None:
		plan = frappe.db.sql(f"explain {OWN_REQUESTS}", {"user": ANA, "most": NEWEST}, as_dict=True)
		self.assertEqual(plan[0]["key"], "by_requester")
		self.assertNotIn("filesort", plan[0]["Extra"] or "")

	def test_other_providers_join_in(self) -> None:
		def articles(typed: str) -> Suggested:
			return Suggested("Articles", [Suggestion(f"About {typed}", "/portal/articles/1", "")])

		suggestions.PROVIDERS.append(articles)
		self.addCleanup(suggestions.PROVIDERS.remove, articles)
		self.assertIn("About printer", self.found("printer"))
