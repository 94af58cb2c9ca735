"""SD Clock Renewal: see the DocType's description."""

from frappe.model.document import Document


class SDClockRenewal(Document):
	"""Clocks of open tickets of an SLA that a worker is about to read anew; gone when it has."""
