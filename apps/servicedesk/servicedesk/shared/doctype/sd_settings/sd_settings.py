"""SD Settings: see the DocType's description."""

from frappe import _
from frappe.model.document import Document

from servicedesk.domain.contract_term import warning_days
from servicedesk.shared import portal_settings
from servicedesk.shared.errors import refuse


class SDSettings(Document):
	"""Name, colours, contacts and rules of this desk."""

	contract_warning_days: str | None

	def validate(self) -> None:
		"""Refuse what a nightly job could not read, and what would be no link, colour or text on the portal."""
		portal_settings.clean(self)
		problems = portal_settings.problems(self)
		try:
			warning_days(self.contract_warning_days or "")
		except ValueError:
			problems["contract_warning_days"] = _("Write whole numbers of days, separated by commas.")
		if problems:
			refuse(problems)
