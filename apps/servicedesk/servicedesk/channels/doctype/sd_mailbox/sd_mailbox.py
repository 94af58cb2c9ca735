"""SD Mailbox: a mailbox that the desk reads. Whoever may change its server would be sent its password."""

import ipaddress
import re

from frappe import _
from frappe.model.document import Document

from servicedesk.messaging.reply_to import forget_mailboxes
from servicedesk.shared.errors import refuse

HOST = re.compile(r"[A-Za-z0-9._:-]{1,253}")
HIGHEST_PORT = 65535
FOLDERS = ("folder", "done_folder", "quarantine_folder")


class SDMailbox(Document):
	"""See `channels.email` for what is done with it."""

	def before_validate(self) -> None:
		"""Names as programs want them."""
		self.address = str(self.get("address") or "").strip().lower()
		self.host = str(self.get("host") or "").strip().rstrip(".")

	def validate(self) -> None:
		"""Half of it would read nothing, or show a password on its way."""
		problems = {}
		# A preset brings mailboxes that no server is known of yet.
		if (self.host or self.enabled) and not HOST.fullmatch(self.host):
			problems["host"] = _("Server: give its name or address only, without imap:// and without a port.")
		if int(self.port or 0) > HIGHEST_PORT:
			problems["port"] = _("Port: at most {0}.").format(HIGHEST_PORT)
		if self.security == "None" and self.host and not self._is_this_machine():
			problems["security"] = _("Without encryption only a server on this machine can be read.")
		if len({str(self.get(field)).strip().casefold() for field in FOLDERS}) < len(FOLDERS):
			problems["done_folder"] = _("Three different folders are needed.")
		if self.unknown_sender_policy == "Unknown Customer" and not self.customer:
			problems["customer"] = _("Name the customer for unknown senders.")
		if problems:
			refuse(problems)

	def on_change(self) -> None:
		"""Mails that go out name the mailboxes that are read now; also when one is deleted."""
		forget_mailboxes()

	def _is_this_machine(self) -> bool:
		try:
			return self.host == "localhost" or ipaddress.ip_address(self.host).is_loopback
		except ValueError:
			return False
