"""What the picked piece of equipment puts into a form's block: where it stands and whom to ask for (integrator 8).

Only what is left empty is filled. Who picks another piece gets the other's words in place of the first one's; what
somebody has typed stays whatever they pick.
"""

from collections.abc import Mapping
from typing import Any

from servicedesk.catalogue.request_forms import RequestForm
from servicedesk.self_service.reading import text_of
from servicedesk.self_service.request_subject import piece_of
from servicedesk.tickets.affected import BLOCK, filled_in

FILLED_FOR = "filled_for"


def block_names(form: RequestForm) -> list[str]:
	"""The names of the form's questions for the block."""
	return [field.definition.name for field in form.fields if field.maps_to in BLOCK]


def own_answers(form: RequestForm, answers: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
	"""The answers without what another piece has put there before. No statement while the piece is the same."""
	before = text_of(given, FILLED_FOR)
	# Of a piece that the reader may not see, not even what it does not say is told.
	if not before or before == text_of(given, "equipment") or not piece_of(before):
		return dict(answers)
	known = filled_in(form, {}, before)
	return {name: answer for name, answer in answers.items() if not known.get(name) or known[name] != answer}


def filled(form: RequestForm, answers: Mapping[str, Any], piece: str) -> dict[str, Any]:
	"""The answers with what the piece says of the empty ones. One statement, none where nothing is open."""
	return {**answers, **filled_in(form, answers, piece or None)}
