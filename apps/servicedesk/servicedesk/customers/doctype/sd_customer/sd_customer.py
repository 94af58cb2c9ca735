"""SD Customer: an organisation that is served."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import frappe
from frappe import _
from frappe.contacts.address_and_contact import delete_contact_and_address, load_address_and_contact
from frappe.model.document import Document

from servicedesk.customers import returned_mail
from servicedesk.domain.text_normalisation import clean_line
from servicedesk.shared.errors import refuse

LINES = ("customer_name", "customer_code", "tax_number", "city", "phone", "website", "time_zone")


class SDCustomer(Document):
	"""The organisation's name, language, contacts and mail domains."""

	time_zone: str | None

	def onload(self) -> None:
		"""The form shows the framework's contacts and addresses that are linked to the customer."""
		# Without a default template, which somebody may have deleted, the framework would refuse the whole form.
		if frappe.db.exists("Address Template", {"is_default": 1}):
			load_address_and_contact(self)

	def validate(self) -> None:
		"""Text as people write it, without stray spaces or look-alike forms; an empty code is none."""
		for fieldname in LINES:
			self.set(fieldname, clean_line(self.get(fieldname) or "") or None)
		returned_mail.follow(self, "correspondence_email")
		if self.time_zone and not _is_zone(self.time_zone):
			refuse({"time_zone": _("There is no time zone {0}.").format(self.time_zone)})

	def on_trash(self) -> None:
		"""Contacts and addresses that belong to this customer alone go with it."""
		delete_contact_and_address("SD Customer", self.name)


def _is_zone(name: str) -> bool:
	try:
		ZoneInfo(name)
	except (ZoneInfoNotFoundError, ValueError, OSError):
		return False
	return True
