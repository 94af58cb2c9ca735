"""SD Request Type Service: see the DocType's description."""

from frappe.model.document import Document


class SDRequestTypeService(Document):
	"""A service that a request type is offered for."""
