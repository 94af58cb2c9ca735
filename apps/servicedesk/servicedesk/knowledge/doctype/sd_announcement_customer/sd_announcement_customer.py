"""SD Announcement Customer: one of those whom an announcement is for."""

from frappe.model.document import Document


class SDAnnouncementCustomer(Document):
	"""A customer that an announcement is for."""
