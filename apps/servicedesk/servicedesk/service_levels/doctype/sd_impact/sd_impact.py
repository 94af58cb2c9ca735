"""SD Impact: see the DocType's description."""

from frappe.model.document import Document

from servicedesk.service_levels.levels import Levelled


class SDImpact(Levelled, Document):
	"""How much of an organisation a problem touches."""
