"""SD Clock Kind: how a clock behaves, whatever its target."""

import frappe
from frappe import _
from frappe.model.document import Document

from servicedesk.domain.clock_triggers import Behaviour, Fault, RowProblem, row_problems
from servicedesk.service_levels import renewals
from servicedesk.service_levels.clock_kinds import forget_kinds, trigger_rows
from servicedesk.shared.errors import refuse


class SDClockKind(Document):
	"""Rows that say what starts, meets, pauses, continues, restarts and calls off the clocks of this kind."""

	def validate(self) -> None:
		"""A clock has a start and a goal, and no two rows pull it in different directions. Raises Refused."""
		problems = row_problems(trigger_rows(self.triggers))
		if problems:
			refuse({"triggers": " ".join(_sentence(problem) for problem in problems)})

	def on_update(self) -> None:
		"""Clocks of open tickets follow, in the background."""
		before = self.get_doc_before_save()
		if before and Behaviour.of(trigger_rows(before.triggers)) != Behaviour.of(
			trigger_rows(self.triggers)
		):
			renewals.ask(renewals.slas_of_kind(self.name))

	def on_change(self) -> None:
		"""Whoever reads it next sees it as it is now."""
		forget_kinds()

	def on_trash(self) -> None:
		"""A kind stays as long as some ticket has a clock of it: nobody could read that clock any more."""
		if frappe.db.exists("SD Ticket Clock", {"measure": self.name}):
			refuse({"title": _("Tickets have clocks of this kind. Take it out of the SLAs instead.")})

	def after_delete(self) -> None:
		"""It is gone for whoever reads next."""
		forget_kinds()


def _sentence(problem: RowProblem) -> str:
	sentences = {
		Fault.NAMES_BOTH_OR_NEITHER: _("Row {0}: choose either a category of states or an event."),
		Fault.NEEDS_CATEGORY: _(
			"Row {0}: a clock stands or is called off while a ticket is in a category of states; choose one instead of an event."
		),
		Fault.TWICE: _("Row {0} says the same as row {1}."),
		Fault.CONTRADICTION: _("Row {0} contradicts row {1}: the same cannot do both to a clock."),
		Fault.NO_START: _("Nothing starts the clock. Add a row that does."),
		Fault.NO_GOAL: _("Nothing meets the clock. Add a row that does."),
	}
	return sentences[problem.fault].format(problem.row, problem.other_row)
