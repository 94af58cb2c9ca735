"""Commands of `bench --site SITE servicedesk …`, as somebody types them."""

from typing import Any
from unittest import mock

import frappe
from click.testing import CliRunner

from servicedesk import commands
from servicedesk.shared.testing import DeskTestCase, make_account, make_contract, make_customer
from servicedesk.tickets.testing import make_ticket

USER = "owner@t.test"


class TestVerifyClocks(DeskTestCase):
	"""The check of stored clocks on one ticket."""

	def setUp(self) -> None:
		super().setUp()
		customer = make_customer("T Checked")
		make_account(USER, {customer: "Requester"})
		make_contract("T-CHECKED", customer)
		self.number = make_ticket(USER, customer).name

	def run_command(self, *more: str) -> Any:
		"""Run it within the test's own transaction."""
		context = frappe._dict(profile=False, sites=[frappe.local.site])
		arguments = ["--ticket", self.number, *more]
		nothing = mock.DEFAULT
		with (
			mock.patch.multiple(frappe, init=nothing, connect=nothing, destroy=nothing),
			mock.patch.multiple(frappe.db, commit=nothing, rollback=nothing),
		):
			return CliRunner().invoke(commands.verify_clocks, arguments, obj=context)

	def test_says_what_differs_and_fails(self) -> None:
		self.assertEqual(self.run_command().exit_code, 0)
		frappe.db.set_value("SD Ticket Clock", f"{self.number}:Resolve", "elapsed_seconds", 99)
		ran = self.run_command()
		self.assertEqual(ran.exit_code, 1)
		self.assertIn(f"{self.number} Resolve elapsed_seconds: stored 99, should be 0", ran.output)
		self.assertIn("1 tickets in", ran.output)
		self.assertEqual(self.run_command("--repair").exit_code, 1)
		self.assertEqual(self.run_command().exit_code, 0)
