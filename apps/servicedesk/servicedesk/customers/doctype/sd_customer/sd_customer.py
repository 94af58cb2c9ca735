"""SD Customer: an organisation that is served."""

from frappe.model.document import Document

from servicedesk.domain.text_normalisation import clean_line


class SDCustomer(Document):
	"""The organisation's name, language, contacts and mail domains."""

	customer_name: str | None

	def validate(self) -> None:
		"""Keep the name as people write it, without stray spaces or look-alike forms."""
		self.customer_name = clean_line(self.customer_name or "")
