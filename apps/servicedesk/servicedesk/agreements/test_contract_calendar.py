"""Ends of contracts on a calendar: which are shown, and what is refused of what anybody may send."""

import json
from typing import Any

import frappe

from servicedesk.agreements.contract_calendar import ends_between
from servicedesk.shared.errors import Refused
from servicedesk.shared.testing import SERVICE, DeskTestCase, make_contract, make_customer

FIRST, LAST = "2031-03-01", "2031-03-31"
CONTRACT = "SD Contract"


class TestContractCalendar(DeskTestCase):
	"""Two contracts of one customer that end in March."""

	def setUp(self) -> None:
		super().setUp()
		self.customer = make_customer("T Calendar")
		make_contract("T-MARCH", self.customer, end_date="2031-03-10")
		make_contract("T-DRAFT", self.customer, end_date="2031-03-20", contract_state="Draft", services=[])
		make_contract("T-APRIL", self.customer, end_date="2031-04-01")

	def shown(self, *filters: Any) -> list[str]:
		"""The numbers on the calendar of March with these filters of the list's."""
		mine = [CONTRACT, "customer", "=", self.customer]
		return [row["name"] for row in ends_between(FIRST, LAST, json.dumps([mine, *filters]))]

	def test_filters_as_the_list_sends_them(self) -> None:
		self.assertEqual(self.shown(), ["T-MARCH", "T-DRAFT"])
		for row in (
			["contract_state", "=", "Active"],
			[CONTRACT, "contract_state", "=", "Active"],
			[CONTRACT, "contract_state", "in", ["Active", "Expired"], False],
			[CONTRACT, "name", "like", "%MARCH%"],
			[CONTRACT, "end_date", "Between", ["2031-03-01", "2031-03-15"]],
			["SD Contract Service", "service", "=", SERVICE],
		):
			with self.subTest(row=row):
				self.assertEqual(self.shown(row), ["T-MARCH"])

	def test_what_is_no_filter_is_refused(self) -> None:
		rows: tuple[Any, ...] = (
			1,
			None,
			"name",
			{},
			[],
			["name", "="],
			["no_such_field", "=", 1],
			["name); drop table x; --", "=", 1],
			[CONTRACT, "no_such_field", "=", 1],
			["User", "name", "=", "Administrator"],
			[CONTRACT, "name", "=", 1, False, 2],
			[CONTRACT, "name", "sounds like", "x"],
			[CONTRACT, "name", ["="], "x"],
			[CONTRACT, ["name"], "=", "x"],
			[[CONTRACT], "name", "=", "x"],
			[CONTRACT, "name", "=", {"a": 1}],
			[CONTRACT, "name", "in", [["x"]]],
			[CONTRACT, "end_date", "=", "some day"],
			[CONTRACT, "end_date", "between", ["a", "b"]],
			[CONTRACT, "end_date", "between", ["2031-01-01"]],
		)
		for row in rows:
			with self.subTest(row=row), self.assertRaises(Refused):
				self.shown(row)
		for filters in ("{", "1", '{"name": "x"}', '"name"', "[" * 100000):
			with self.subTest(filters=filters[:20]), self.assertRaises(Refused):
				ends_between(FIRST, LAST, filters)
		with self.assertRaises(Refused):
			ends_between("soon", LAST)
		frappe.clear_messages()
