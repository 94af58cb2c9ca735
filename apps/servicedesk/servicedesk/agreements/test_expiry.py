"""What the calendar does to contracts."""

from datetime import date, timedelta
from unittest.mock import patch

import frappe

from servicedesk.agreements.coverage import covers
from servicedesk.agreements.expiry import expire_contracts, warn_before_end
from servicedesk.messaging.composition import compose
from servicedesk.shared.errors import Refused
from servicedesk.shared.testing import AGENT_ROLE, DeskTestCase, make_contract, make_customer, make_user

MANAGER, SECOND, HEAD, LEFT = "manager@desk.test", "second@desk.test", "head@desk.test", "left@desk.test"
DAY = date(2031, 3, 10)
END = DAY + timedelta(days=40)


class TestExpiry(DeskTestCase):
	"""One customer's contracts, looked after by a manager."""

	@classmethod
	def setUpClass(cls) -> None:
		"""People are slow to make; what the tests change of them is rolled back."""
		super().setUpClass()
		for user in (MANAGER, SECOND):
			make_user(user, AGENT_ROLE)
		for user in (HEAD, LEFT):
			make_user(user, "Service Desk Supervisor")
		frappe.db.set_value("User", LEFT, "enabled", 0)

	def setUp(self) -> None:
		super().setUp()
		self.customer = make_customer("T Expiry")
		frappe.db.set_value("SD Customer", self.customer, "account_manager", MANAGER)
		frappe.get_doc("SD Settings").update({"contract_warning_days": "60, 30, 7"}).save()
		# Whatever a preset brought must not end in these tests.
		frappe.db.sql("update `tabSD Contract` set end_date = null")

	def notices(self) -> list[tuple[str, str]]:
		"""Who was told how many days before the end."""
		found = frappe.get_all(
			"SD Outgoing Message",
			filters={"event": "contract_ending", "recipient": ("like", "%@desk.test")},
			fields=["recipient", "context"],
			order_by="creation asc, name asc",
		)
		return sorted((row.recipient, frappe.parse_json(row.context)["days"]) for row in found)

	def test_past_ends_expire_once_with_a_trail(self) -> None:
		past = make_contract("T-PAST", self.customer, end_date=DAY - timedelta(days=1))
		make_contract("T-LAST-DAY", self.customer, end_date=DAY)
		make_contract("T-ENDLESS", self.customer)
		make_contract("T-DRAFT", self.customer, end_date="2031-01-01", contract_state="Draft")
		frappe.get_cached_doc("SD Contract", past)
		covers([self.customer], DAY)
		self.assertEqual(expire_contracts(DAY), 1)
		self.assertEqual(expire_contracts(DAY), 0)
		self.assertEqual(frappe.get_cached_value("SD Contract", past, "contract_state"), "Expired")
		trail = frappe.get_all(
			"Comment", filters={"reference_name": past}, fields=["comment_type", "content"]
		)
		self.assertEqual([(row.comment_type, row.content) for row in trail], [("Workflow", "Expired")])
		early = date(2021, 1, 1)
		self.assertNotIn(past, [cover.contract for cover in covers([self.customer], early)])

	def test_many_expire_in_batches(self) -> None:
		for number in range(5):
			make_contract(f"T-MANY-{number}", self.customer, end_date="2031-01-01")
		with patch("servicedesk.agreements.expiry.BATCH", 2):
			self.assertEqual(expire_contracts(DAY), 5)

	def test_warned_once_at_each_day(self) -> None:
		make_contract("T-END", self.customer, end_date=END)
		for offset in range(-30, 42):
			warn_before_end(DAY + timedelta(days=offset))
			warn_before_end(DAY + timedelta(days=offset))
		self.assertEqual(self.notices(), [(MANAGER, "30"), (MANAGER, "60"), (MANAGER, "7")])

	def test_after_a_standstill_the_nearest_is_given_late(self) -> None:
		make_contract("T-END", self.customer, end_date=END)
		warn_before_end(END - timedelta(days=25))
		warn_before_end(END - timedelta(days=24))
		warn_before_end(END - timedelta(days=2))
		self.assertEqual(self.notices(), [(MANAGER, "2"), (MANAGER, "25")])

	def test_renewed_contract_is_warned_of_again(self) -> None:
		name = make_contract("T-END", self.customer, end_date=DAY)
		warn_before_end(DAY)
		frappe.db.set_value("SD Contract", name, "end_date", DAY + timedelta(days=365))
		warn_before_end(DAY + timedelta(days=365))
		self.assertEqual(self.notices(), [(MANAGER, "0"), (MANAGER, "0")])

	def test_contracts_own_manager_before_the_customers(self) -> None:
		make_contract("T-OWN", self.customer, end_date=DAY, account_manager=SECOND)
		make_contract("T-ENDED", self.customer, end_date=DAY - timedelta(days=1))
		make_contract("T-OFF", self.customer, end_date=DAY, contract_state="Draft")
		warn_before_end(DAY)
		self.assertEqual(self.notices(), [(SECOND, "0")])

	def test_after_the_contracts_manager_has_left_the_customers_is_warned(self) -> None:
		make_contract("T-LEFT", self.customer, end_date=DAY, account_manager=LEFT)
		warn_before_end(DAY)
		self.assertEqual(self.notices(), [(MANAGER, "0")])

	def test_where_nobody_looks_after_it_the_supervisors_are_warned_once_each(self) -> None:
		frappe.db.set_value("User", MANAGER, "enabled", 0)
		make_contract("T-LEFT", self.customer, end_date=DAY, account_manager=LEFT)
		make_contract("T-NEITHER", make_customer("T No Manager"), end_date=DAY)
		for _turn in range(2):
			warn_before_end(DAY)
			self.assertEqual(self.notices(), [(HEAD, "0"), (HEAD, "0")])

	def test_no_days_no_notices(self) -> None:
		frappe.get_doc("SD Settings").update({"contract_warning_days": ""}).save()
		make_contract("T-END", self.customer, end_date=DAY)
		self.assertEqual(warn_before_end(DAY), 0)

	def test_settings_take_only_days(self) -> None:
		settings = frappe.get_doc("SD Settings")
		with self.assertRaisesRegex(Refused, "whole numbers of days"):
			settings.update({"contract_warning_days": "soon"}).save()

	def test_the_mail_says_which_contract_and_when(self) -> None:
		frappe.db.set_value("User", MANAGER, "language", "ro")
		make_contract("T-MAIL", self.customer, end_date=END)
		warn_before_end(END - timedelta(days=7))
		message = frappe.get_last_doc("SD Outgoing Message", {"recipient": MANAGER})
		values = frappe.parse_json(message.context)
		self.assertEqual((values["contract"], values["customer"]), ("T-MAIL", "T Expiry"))
		self.assertEqual(values["expires"], "19 aprilie 2031")
		self.assertIn("T-MAIL", compose(message).body)
		self.assertIn("/app/sd-contract/T-MAIL", values["view_link"])

	def test_jobs_cost_the_same_however_many_contracts_are_left_alone(self) -> None:
		for number in range(20):
			make_contract(f"T-FAR-{number}", self.customer, end_date="2040-01-01")
		with self.assertQueryCount(1):
			expire_contracts(DAY)
		plan = frappe.db.sql(
			"""explain select name from `tabSD Contract`
			where contract_state = 'Active' and end_date < '2031-03-10'""",
			as_dict=True,
		)
		self.assertIn("by_state_and_end", plan[0].possible_keys)
