"""Nobody finds another customer's requests with a filter, and no filter tells whether something exists."""

from urllib.parse import quote_plus

import frappe

from servicedesk.self_service.list_testing import add_tickets
from servicedesk.self_service.request_choices import filter_choices
from servicedesk.self_service.request_export import export
from servicedesk.self_service.request_filters import read_filters
from servicedesk.self_service.request_list import newest_requests, request_list, requests_about
from servicedesk.self_service.request_statements import ORDERS
from servicedesk.shared.testing import (
	ACTIVE,
	AGENT,
	DeskTestCase,
	make_account,
	make_contract,
	make_customer,
	make_equipment,
)
from servicedesk.www.testing import ask, page

OURS, THEIRS = "T Isolated", "T Isolated From"
REQUESTER, MANAGER, STRANGER = (f"{name}@apart.test" for name in ("requester", "manager", "stranger"))
SECRET = "Confidential turbine"


class TestRequestListIsolation(DeskTestCase):
	"""Two companies; what the one has is not there for the other."""

	@classmethod
	def setUpClass(cls) -> None:
		"""A ticket of ours, and one of theirs with everything that can be asked for."""
		super().setUpClass()
		make_customer(OURS)
		make_customer(THEIRS)
		make_account(REQUESTER, {OURS: "Requester"})
		make_account(MANAGER, {OURS: "Manager"})
		make_account(STRANGER, {THEIRS: "Requester"})
		cls.piece = make_equipment("T-APART-1", THEIRS, model="Turbine 9000")
		cls.contract = make_contract("T-APART", THEIRS)
		add_tickets("TIO", 2, customer=OURS, requester=REQUESTER)
		add_tickets(
			"TIT",
			1,
			customer=THEIRS,
			requester=STRANGER,
			subject=SECRET,
			equipment=cls.piece,
			service="T Secret Service",
			request_type="T Secret Type",
			workflow_state=ACTIVE,
		)
		frappe.db.set_value("SD Ticket", "TIT-1", "contract", cls.contract)

	def test_forged_filters_find_nothing(self) -> None:
		forged = (
			{"equipment": self.piece},
			{"requester": STRANGER},
			{"requester": STRANGER, "mine": "0"},
			{"service": "T Secret Service"},
			{"type": "T Secret Type"},
			{"state": ACTIVE},
			{"q": "TIT-1"},
			{"q": "turbine"},
			{"q": "confidential", "show": "open"},
		)
		for user in (REQUESTER, MANAGER):
			frappe.set_user(user)
			for arguments in forged:
				for sort in ORDERS:
					found = request_list({**arguments, "sort": sort})
					self.assertEqual([row.number for row in found.rows], [], (user, arguments, sort))

	def test_a_forged_filter_answers_as_one_that_names_nothing(self) -> None:
		for name, real, invented in (
			("equipment", self.piece, "0123456789"),
			("requester", STRANGER, "nobody@apart.test"),
			("service", "T Secret Service", "T No Service"),
			("q", "TIT-1", "TIT-999"),
		):
			for user in (REQUESTER, MANAGER):
				texts = [
					_without(page(user, f"/portal/requests?{name}={quote_plus(value)}"), value)
					for value in (real, invented)
				]
				self.assertEqual(*texts)
				self.assertNotIn("urbine", texts[0])

	def test_choices_are_the_readers_own(self) -> None:
		frappe.db.set_single_value("SD Settings", "portal_equipment", 1)
		frappe.clear_document_cache("SD Settings", "SD Settings")
		for user in (REQUESTER, MANAGER):
			frappe.set_user(user)
			choices = filter_choices(read_filters({}))
			values = {
				option.value for options in (choices.equipment, choices.requester) for option in options
			}
			self.assertNotIn(self.piece, values)
			self.assertNotIn(STRANGER, values)
			self.assertEqual(MANAGER in values, user == MANAGER)

	def test_lists_of_a_contract_or_a_piece(self) -> None:
		for user in (REQUESTER, MANAGER):
			frappe.set_user(user)
			self.assertEqual(requests_about("contract", self.contract, 10), [])
			self.assertEqual(requests_about("equipment", self.piece, 10), [])
			self.assertEqual(len(newest_requests(10)), 2)
		frappe.set_user(STRANGER)
		self.assertEqual([row.number for row in requests_about("contract", self.contract, 10)], ["TIT-1"])

	def test_files_hold_no_more_than_the_list(self) -> None:
		frappe.set_user(MANAGER)
		text = export({"equipment": self.piece}, "csv").content.decode("utf-8-sig")
		self.assertEqual(len(text.strip().splitlines()), 1)
		self.assertNotIn(SECRET, export({}, "csv").content.decode("utf-8-sig"))

	def test_without_an_account_there_is_nothing(self) -> None:
		for user in (AGENT, "Guest"):
			frappe.set_user(user)
			self.assertEqual(request_list({}).rows, [])
		self.assertEqual(ask("Guest", "/portal/requests/export/csv").status_code, 303)


def _without(text: str, value: str) -> str:
	"""The page without what was asked for, as text and in addresses, and what a form carries along for itself."""
	for form in (value, quote_plus(value), value.lower()):
		text = text.replace(form, "…")
	return "\n".join(line for line in text.splitlines() if "csrf" not in line)
