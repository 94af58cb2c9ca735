"""SD Contract Site: see the DocType's description."""

from frappe.model.document import Document


class SDContractSite(Document):
	"""A site that a contract covers."""
