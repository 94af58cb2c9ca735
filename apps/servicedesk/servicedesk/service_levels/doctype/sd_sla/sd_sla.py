"""SD SLA: clocks, their targets and the calendar they run in."""

from typing import Any

from frappe import _
from frappe.model.document import Document
from frappe.utils import cint

from servicedesk.domain.target_choice import CONDITIONS, doubles
from servicedesk.service_levels import renewals
from servicedesk.service_levels.sla_targets import targets_of
from servicedesk.shared.errors import refuse

# Ten years of working time: what is longer was typed by mistake, and far from what a column holds.
LONGEST_SECONDS = 10 * 365 * 86_400
# What of a row reaches the clocks of tickets; check marks and durations come as numbers or as text.
WORDS = ("label", "measure", *CONDITIONS)
NUMBERS = ("target", "pauses_for_customer", "pauses_for_others", "shown_to_customer")


class SDSLA(Document):
	"""A promise that clocks measure."""

	def validate(self) -> None:
		"""Targets are longer than nothing, and no two of one clock hold under the same conditions. Raises Refused."""
		sentences = [sentence for row in self.targets if (sentence := _wrong_target(row))]
		sentences += [
			_("Row {0} is for the same clock under the same conditions as row {1}.").format(row, earlier)
			for row, earlier in doubles(targets_of(self))
		]
		if sentences:
			refuse({"targets": " ".join(sentences)})

	def on_update(self) -> None:
		"""Clocks of open tickets follow, in the background."""
		before = self.get_doc_before_save()
		if before and _promises(before) != _promises(self):
			renewals.ask([self.name])

	def after_rename(self, _old: str, _new: str, _merge: bool = False) -> None:
		"""Clocks of open tickets show the new name; those of closed ones, the name of their time."""
		renewals.ask([self.name])


def _wrong_target(row: Any) -> str:
	seconds = cint(row.target)
	if seconds <= 0:
		return _("Row {0}: the target must be longer than nothing.").format(row.idx)
	if seconds > LONGEST_SECONDS:
		return _("Row {0}: the target is too long.").format(row.idx)
	return ""


def _promises(sla: Any) -> tuple[Any, ...]:
	rows = [
		(*(row.get(name) or "" for name in WORDS), *(cint(row.get(name)) for name in NUMBERS))
		for row in sla.targets
	]
	return (sla.calendar, *rows)
