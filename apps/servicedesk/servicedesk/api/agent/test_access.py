"""What agents may and may not do to accounts."""

from unittest.mock import patch

import frappe

from servicedesk.access import registration
from servicedesk.access.testing import AccessTestCase
from servicedesk.api.agent import access
from servicedesk.shared.testing import AGENT, make_account, make_customer, make_user
from servicedesk.shared.visibility import scope_of

PERSON = {"email": "nova@customer.test", "first_name": "Nova", "last_name": "Person"}
SUPERVISOR = "supervisor@desk.test"


class TestAgents(AccessTestCase):
	"""By endpoints and by the desk's own saving."""

	def setUp(self) -> None:
		"""A customer's account, and an agent at work."""
		super().setUp()
		self.other = make_customer("T Other Ltd")
		make_account("known@customer.test", {self.customer: "Requester"})
		make_user("nobody@customer.test", "Service Desk Customer")
		make_user(SUPERVISOR, "Service Desk Supervisor")
		frappe.set_user(AGENT)

	def test_an_agent_invites_a_requester(self) -> None:
		access.invite_person(**PERSON, customer=self.customer, phone="1")
		row = frappe.get_doc("SD Portal Account", PERSON["email"]).customers[0]
		self.assertEqual((row.customer, row.account_role), (self.customer, "Requester"))

	def test_who_manages_is_a_supervisor_s_decision(self) -> None:
		with self.assertRaises(frappe.PermissionError):
			access.invite_person(**PERSON, customer=self.customer, role="Manager")
		self.assertEqual(access.account_options(), {"roles": ["Requester"]})
		frappe.set_user(SUPERVISOR)
		access.invite_person(**PERSON, customer=self.customer, role="Manager")
		self.assertEqual(access.account_options(), {"roles": ["Requester", "Manager"]})

	def test_an_agent_makes_no_account_past_the_endpoint(self) -> None:
		doc = frappe.get_doc(
			{
				"doctype": "SD Portal Account",
				"user": "nobody@customer.test",
				"customers": [{"customer": self.customer, "account_role": "Manager"}],
			}
		)
		with self.assertRaises(frappe.PermissionError):
			doc.insert()

	def test_an_agent_changes_contact_details_and_no_rights(self) -> None:
		account = frappe.get_doc("SD Portal Account", "known@customer.test")
		account.phone = "+359 2 5"
		account.customers[0].account_role = "Manager"
		account.append("customers", {"customer": self.other, "account_role": "Manager"})
		account.account_state = "Disabled"
		account.must_change_password = 1
		account.save()
		stored = frappe.get_doc("SD Portal Account", account.name)
		self.assertEqual(stored.phone, "+359 2 5")
		self.assertEqual((stored.account_state, stored.must_change_password), ("Active", 0))
		scope = scope_of("known@customer.test")
		self.assertEqual((scope.customers, scope.managed), ({self.customer}, set()))

	def test_a_row_of_the_table_by_itself_is_refused_too(self) -> None:
		row = frappe.get_doc("SD Account Customer", {"parent": "known@customer.test"})
		row.account_role = "Manager"
		with self.assertRaises(frappe.PermissionError):
			row.save()

	def test_a_temporary_password_is_shown_once_and_noted(self) -> None:
		password = access.temporary_password("known@customer.test")
		self.assertGreaterEqual(len(password), 12)
		self.assertTrue(scope_of("known@customer.test").must_change_password)
		noted = frappe.get_all(
			"Comment",
			{"reference_name": "known@customer.test", "reference_doctype": "SD Portal Account"},
			["owner", "content"],
		)
		self.assertEqual([row.owner for row in noted], [AGENT])
		self.assertNotIn(password, str(noted))

	def test_off_and_on(self) -> None:
		access.temporary_password("known@customer.test")
		access.disable_account("known@customer.test")
		self.assertFalse(scope_of("known@customer.test").has_account)
		access.enable_account("known@customer.test")
		self.assertTrue(scope_of("known@customer.test").has_account)

	def test_an_agent_who_saves_their_own_record_stays_an_agent(self) -> None:
		"""The framework would make a system manager of the first one, where Administrator is the only one."""
		frappe.db.delete("Has Role", {"role": "System Manager", "parent": ("!=", "Administrator")})
		frappe.db.set_single_value("System Settings", "setup_complete", 1)
		# As the framework itself gives everybody the right to their own record.
		frappe.share.add_docshare("User", AGENT, AGENT, write=1, flags={"ignore_share_permission": True})
		frappe.set_user(AGENT)
		user = frappe.get_doc("User", AGENT)
		user.update({"bio": "Likes printers."})
		user.save()
		self.assertEqual([row.role for row in frappe.get_doc("User", AGENT).roles], ["Service Desk Agent"])
		frappe.set_user("Administrator")
		make_user("plain@customer.test", "Service Desk Customer")
		self.assertEqual(frappe.db.get_value("User", "plain@customer.test", "user_type"), "Website User")
		user = frappe.get_doc("User", AGENT)
		user.append_roles("System Manager")
		user.save()
		self.assertIn("System Manager", [row.role for row in frappe.get_doc("User", AGENT).roles])

	def test_customers_reach_none_of_it(self) -> None:
		frappe.set_user("known@customer.test")
		with self.assertRaises(frappe.PermissionError):
			access.temporary_password("known@customer.test")
		with self.assertRaises(frappe.PermissionError):
			access.invite_person(**PERSON, customer=self.customer)


class TestRegistrations(AccessTestCase):
	"""An agent decides about a registration."""

	def setUp(self) -> None:
		"""One that waits."""
		super().setUp()
		self.set_up_desk(registration="By Approval")
		with patch.object(frappe, "enqueue"):
			registration.receive({**PERSON, "organisation": "T Neu AG"}, "en")
		self.waiting = frappe.db.get_value("SD Registration", {"email": PERSON["email"]}, "name")
		frappe.set_user(AGENT)

	def test_a_new_customer(self) -> None:
		account = frappe.get_doc("SD Portal Account", access.approve_registration(self.waiting))
		self.assertEqual(account.customers[0].account_role, "Manager")
		self.assertEqual(frappe.db.get_value("SD Customer", account.customer, "customer_name"), "T Neu AG")

	def test_a_known_customer(self) -> None:
		account = access.approve_registration(self.waiting, customer=self.customer)
		self.assertEqual(frappe.get_doc("SD Portal Account", account).customers[0].account_role, "Requester")
		with self.assertRaises(frappe.ValidationError):
			access.approve_registration(self.waiting, customer=self.customer)

	def test_the_role_is_no_agent_s_to_give(self) -> None:
		with self.assertRaises(frappe.PermissionError):
			access.approve_registration(self.waiting, customer=self.customer, role="Manager")

	def test_refused(self) -> None:
		access.refuse_registration(self.waiting, "No.")
		self.assertEqual(
			frappe.db.get_value("SD Registration", self.waiting, "registration_state"), "Refused"
		)
		self.assertEqual(self.events(PERSON["email"]), ["registration_refused"])
