"""SD Background Work: see the DocType's description."""

from frappe.model.document import Document


class SDBackgroundWork(Document):
	"""Rows are written by `shared.background_work` and its worker only."""
