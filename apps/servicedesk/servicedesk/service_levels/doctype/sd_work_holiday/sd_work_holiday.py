"""SD Work Holiday: see the DocType's description."""

from frappe.model.document import Document


class SDWorkHoliday(Document):
	"""A day that is not worked, or only in part."""
