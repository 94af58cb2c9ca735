"""SD Contract Service: see the DocType's description."""

from frappe.model.document import Document


class SDContractService(Document):
	"""A service that a contract covers, and at which level."""
