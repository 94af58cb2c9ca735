"""What impacts, urgencies and priorities have in common: a level, 1 for the most pressing."""

from typing import Any

from frappe import _

from servicedesk.catalogue.record_options import READERS, forget_options
from servicedesk.domain.queue_order import LAST_RANK
from servicedesk.service_levels.priority_rules import forget_rules
from servicedesk.shared.errors import refuse


def check_level(doc: Any) -> None:
	"""Refuse a level that no order could be made with."""
	level = doc.level or 0
	if not 1 <= level < LAST_RANK:
		refuse(
			{
				"level": _("The level is a whole number from 1 to {0}; 1 is the most urgent.").format(
					LAST_RANK - 1
				)
			}
		)


class Levelled:
	"""A record with a level, named in the rules of priority and offered in forms."""

	doctype: str

	def validate(self) -> None:
		"""Its level can be put in order."""
		check_level(self)

	def on_update(self) -> None:
		"""Forms offer it as it is now."""
		self._forget()

	def on_trash(self) -> None:
		"""Forms offer it no more."""
		self._forget()

	def after_rename(self, *_names: object) -> None:
		"""Forms and rules know it by its new name."""
		self._forget()

	def _forget(self) -> None:
		forget_rules()
		if self.doctype in READERS:
			forget_options(self.doctype)
