"""SD Priority: see the DocType's description."""

from frappe.model.document import Document

from servicedesk.service_levels.levels import Levelled


class SDPriority(Levelled, Document):
	"""How soon a ticket is worked on."""
