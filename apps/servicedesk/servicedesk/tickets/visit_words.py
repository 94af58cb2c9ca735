"""What a visit's states are called, in the reader's language."""

from frappe import _

from servicedesk.domain.field_visit import VisitState


def state_in_words(state: VisitState) -> str:
	"""The state as people read it."""
	return {
		VisitState.PLANNED: _("Planned"),
		VisitState.ON_THE_WAY: _("On the Way"),
		VisitState.DONE: _("Done"),
		VisitState.NOBODY_THERE: _("Nobody There"),
		VisitState.CANCELLED: _("Cancelled"),
	}[state]
