"""Tests of mails that wait: each lies in a mailbox that nobody reads, and is kept as it came."""

import io
from typing import Any

import frappe

from servicedesk.channels.email import kept_mail, records
from servicedesk.shared.compat import utc_now
from servicedesk.shared.testing import REQUEST_TYPE, DeskTestCase, make_customer, make_user

SUPERVISOR = "mail-supervisor@desk.test"
RAW = b"From: Eve <eve@else.test>\r\nTo: e@desk.test\r\nSubject: Help\r\nMessage-ID: <%d@else.test>\r\n\r\nIt smokes.\r\n"


class HeldTestCase(DeskTestCase):
	"""A mailbox, a customer, and a supervisor who decides."""

	numbers = iter(range(1, 1_000_000))

	def setUp(self) -> None:
		"""The mailbox holds what strangers write, and refuses those whom nobody knows."""
		super().setUp()
		self.customer = make_customer("T Mail Held")
		make_user(SUPERVISOR, "Service Desk Supervisor", "Service Desk Agent")
		address = f"h{frappe.generate_hash(length=10)}@desk.test".lower()
		given = {
			"doctype": "SD Mailbox", "address": address, "host": "127.0.0.1", "security": "None", "login": "e",
			"request_type": REQUEST_TYPE, "customer": self.customer,
		}  # fmt: skip
		self.mailbox = frappe.get_doc(given).insert()

	def lay(self, raw: bytes = b"", state: str = "Held", **values: Any) -> str:
		"""A mail that was found in the mailbox; return its name."""
		number = next(self.numbers)
		raw = raw or RAW % number
		place = records.Place(self.mailbox.name, 1, number)
		records.insert(place, records.summary_of(raw), utc_now(), len(raw), state=state, **values)
		records.keep_raw(place, io.BytesIO(raw))
		self.addCleanup(kept_mail.path_of(place.name).unlink, missing_ok=True)
		return place.name

	def row(self, name: str) -> Any:
		"""What is known of the mail."""
		return frappe.get_doc(records.DOCTYPE, name)

	def history(self, name: str) -> list[str]:
		"""What its form tells of those who have decided."""
		asked = {"reference_doctype": records.DOCTYPE, "reference_name": name}
		return list(frappe.get_all("Comment", asked, pluck="content", order_by="creation"))
