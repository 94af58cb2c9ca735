"""SD Ticket Answer: see the DocType's description."""

from frappe.model.document import Document


class SDTicketAnswer(Document):
	"""An answer of the form, with the question as it was asked."""
