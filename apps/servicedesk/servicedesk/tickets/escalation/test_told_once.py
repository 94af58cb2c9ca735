"""Nobody is told the same twice, however many actions of a rule mean them."""

from servicedesk.shared.testing import AGENT
from servicedesk.tickets.escalation.testing import SUPERVISOR, EscalationCase, make_rule, messages


class TestToldOnce(EscalationCase):
	"""Somebody is of the team, supervises it, and is named."""

	def test_once_a_moment(self) -> None:
		make_rule(
			"Half",
			{"action": "Notify", "whom": "Supervisors", "words": "First."},
			{"action": "Notify", "whom": "Person", "person": SUPERVISOR},
			{"action": "Notify", "whom": "Person", "person": AGENT},
			{"action": "Notify", "whom": "Person", "person": AGENT},
		)
		make_rule("More", {"action": "Notify", "whom": "Person", "person": AGENT}, percent=52)
		(half, more) = self.swept(16)
		told = [found[2] for found in messages(self.ticket.name, "escalated")]
		self.assertEqual((told.count(SUPERVISOR), told.count(AGENT)), (1, 2))
		self.assertIn(SUPERVISOR, half[2].split("\n")[0])
		self.assertNotIn(SUPERVISOR, half[2].split("\n")[1])
		self.assertIn(AGENT, more[2])
