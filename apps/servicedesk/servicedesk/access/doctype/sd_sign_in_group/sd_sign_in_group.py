"""SD Sign-In Group: people of this group of a directory act for this customer."""

from frappe.model.document import Document


class SDSignInGroup(Document):
	"""A row of SD Sign-In Source."""
