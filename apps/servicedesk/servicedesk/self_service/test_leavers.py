"""A person who is deleted leaves nothing behind that keeps the deletion from being done, or that another would get."""

import frappe

from servicedesk.self_service import form_drafts, leavers
from servicedesk.shared.testing import REQUEST_TYPE, DeskTestCase, make_account, make_customer, make_user
from servicedesk.tickets.attachments import IncomingFile
from servicedesk.tickets.testing import PNG, make_ticket

LEAVER, OTHER = "leaver@t.test", "stays@t.test"


class TestLeavers(DeskTestCase):
	"""Two people of one customer, each with a draft, a filter and a mark."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.customer = make_customer("T Leavers")
		# The framework lets nobody be deleted where there is none.
		make_user("manager-leavers@t.test", "System Manager")
		for user in (LEAVER, OTHER):
			make_account(user, {cls.customer: "Requester"})

	def left(self, user: str) -> dict[str, int]:
		"""How many rows there are of each kind."""
		return {doctype: frappe.db.count(doctype, {"user": user}) for doctype in leavers.OWN}

	def test_nothing_is_left_and_nobody_else_loses_anything(self) -> None:
		ticket = make_ticket(OTHER, self.customer).name
		for user in (LEAVER, OTHER):
			frappe.set_user(user)
			picture = IncomingFile("a.png", PNG)
			form_drafts.keep_with_files(REQUEST_TYPE, f"key-of-{user[:4]}", {"f_summary": "x"}, [picture])
			frappe.set_user("Administrator")
			for doctype, values in (
				("SD Ticket Reading", {"ticket": ticket}),
				("SD Saved Filter", {"title": "Mine", "query": "show=open"}),
			):
				row = frappe.get_doc({"doctype": doctype, "user": user, **values})
				row.db_insert()
		drafts = frappe.get_all("SD Form Draft", {"user": LEAVER}, pluck="name")
		self.assertTrue(drafts)
		self.assertTrue(all(self.left(LEAVER).values()))
		frappe.delete_doc("SD Portal Account", LEAVER)
		frappe.delete_doc("User", LEAVER)
		self.assertFalse(frappe.db.exists("User", LEAVER))
		self.assertFalse(any(self.left(LEAVER).values()))
		self.assertFalse(frappe.get_all("File", {"attached_to_name": ("in", drafts)}))
		self.assertTrue(all(self.left(OTHER).values()))
