"""SD Work Interval: see the DocType's description."""

from frappe.model.document import Document


class SDWorkInterval(Document):
	"""A time of the week that is worked."""
