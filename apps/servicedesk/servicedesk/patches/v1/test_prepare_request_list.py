"""Requests of before are found and read; running the patch again changes nothing."""

import frappe

from servicedesk.patches.v1 import prepare_request_list
from servicedesk.self_service.request_list import request_list
from servicedesk.shared.testing import DeskTestCase, make_account, make_customer
from servicedesk.tickets.testing import make_ticket

PERSON = "person@before.test"


class TestPrepareRequestList(DeskTestCase):
	"""A request as it stood before the list could be searched."""

	def test_twice(self) -> None:
		make_account(PERSON, {make_customer("T Before"): "Requester"})
		number = make_ticket(PERSON, "T Before", answers={"summary": "Смяна на тонер"}).name
		frappe.db.set_value("SD Ticket", number, {"search_words": None, "last_activity_at": None})
		frappe.db.sql("update `tabSD Ticket Participant` set is_requester = 0 where parent = %s", number)
		for _time in range(2):
			prepare_request_list.execute()
			shared = frappe.db.get_value("SD Ticket Participant", {"parent": number}, "is_requester")
			self.assertEqual(shared, 1)
			frappe.set_user(PERSON)
			(row,) = request_list({"q": "тонера", "sort": "activity"}).rows
			self.assertEqual((row.number, row.unread), (number, False))
			frappe.set_user("Administrator")
