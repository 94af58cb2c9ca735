"""SD Blocked Sender: an address or a domain whose mails are put aside."""

import re

import frappe
from frappe import _
from frappe.model.document import Document

from servicedesk.access.details import is_address
from servicedesk.channels.email import blocked
from servicedesk.shared.errors import refuse

DOMAIN = re.compile(r"@[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?")


class SDBlockedSender(Document):
	"""See `channels.email.blocked`; deleting it lets the sender in again."""

	def before_insert(self) -> None:
		"""Who has done it."""
		self.blocked_by = frappe.session.user

	def autoname(self) -> None:
		"""Its name is the sender, in small letters."""
		self.sender = self.name = str(self.get("sender") or "").strip().lower()

	def validate(self) -> None:
		"""One address or one domain, and none of the desk's own people."""
		if not (DOMAIN.fullmatch(self.sender) or is_address(self.sender)):
			refuse({"sender": _("Give an address, or @ and a domain.")})
		if blocked.is_staff_address(self.sender):
			refuse({"sender": _("This is an address of the desk's own people.")})

	def on_update(self) -> None:
		"""From the next mail on."""
		blocked.forget()

	def on_trash(self) -> None:
		"""From the next mail on."""
		blocked.forget()
