"""SD Urgency: see the DocType's description."""

from frappe.model.document import Document

from servicedesk.service_levels.levels import Levelled


class SDUrgency(Levelled, Document):
	"""How soon an answer is needed."""
