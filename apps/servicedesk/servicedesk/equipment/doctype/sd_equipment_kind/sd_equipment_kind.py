"""SD Equipment Kind: see the DocType's description."""

from frappe.model.document import Document

from servicedesk.domain.text_normalisation import clean_line


class SDEquipmentKind(Document):
	"""What kind of thing a piece of equipment is."""

	kind_name: str | None

	def before_insert(self) -> None:
		"""The kind is the name, and names hold no stray spaces."""
		self.kind_name = clean_line(self.kind_name or "")
