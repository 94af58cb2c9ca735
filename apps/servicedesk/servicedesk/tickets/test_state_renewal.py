"""Many tickets of a state whose place another one has taken, or that means something else: a worker moves them."""

from datetime import timedelta
from unittest.mock import patch

import frappe

from servicedesk.shared import background_work
from servicedesk.shared.background_work import DOCTYPE, TICKETS_OF_STATE
from servicedesk.shared.compat import utc_now
from servicedesk.shared.errors import Refused
from servicedesk.shared.testing import (
	ACTIVE,
	AGENT,
	OTHERS,
	RESOLVE,
	RESOLVED,
	TAKE,
	WAIT,
	DeskTestCase,
	make_account,
	make_customer,
)
from servicedesk.tickets import queue_place, state_renewal, states, transitions
from servicedesk.tickets.shown_ticket import shown_ticket
from servicedesk.tickets.stored_ticket import stored_ticket
from servicedesk.tickets.testing import forget_steps, forget_work, let_workers_work, make_ticket, states_asked

CUSTOMER, USER = "T Moves", "moves@t.test"
UNDER_WAY, AT_WORK = "T Under Way", "T At Work"


class TestStateRenewal(DeskTestCase):
	"""Three tickets in work; more than one are many."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		make_account(USER, {make_customer(CUSTOMER): "Requester"})
		for state in (UNDER_WAY, AT_WORK):
			if not frappe.db.exists("Workflow State", state):
				frappe.get_doc({"doctype": "Workflow State", "workflow_state_name": state}).insert()

	def setUp(self) -> None:
		super().setUp()
		self.addCleanup(forget_steps)
		for name in ("FEW", "BATCH"):
			few = patch.object(state_renewal, name, 1)
			few.start()
			self.addCleanup(few.stop)
		self.numbers = sorted(make_ticket(USER, CUSTOMER).name for _ticket in range(3))
		frappe.set_user(AGENT)
		for number in self.numbers:
			transitions.perform(number, TAKE)
		frappe.set_user("Administrator")
		forget_work()

	def stored(self) -> list[str]:
		"""The states in which the tickets are stored."""
		return [frappe.db.get_value("SD Ticket", number, "workflow_state") for number in self.numbers]

	def put(self, new: str, in_place_of: str) -> None:
		"""Staff put a state in the place of another one."""
		flow = frappe.get_doc("Workflow", "T Tickets")
		for row in (*flow.states, *flow.transitions):
			for field in ("state", "next_state"):
				if row.get(field) == in_place_of:
					row.set(field, new)
		flow.save()

	def renewed(self, dies_at: str = "") -> list[str]:
		"""Let a worker work; the tickets in the order in which it came to them. It may die at one."""
		seen: list[str] = []
		renew = state_renewal._renew

		def watched(state: str, names: list[str], wait: bool = False) -> list[str]:
			seen.extend(names)
			if dies_at in names:
				raise SystemExit
			return renew(state, names, wait)

		with patch.object(state_renewal, "_renew", watched):
			let_workers_work()
		return seen

	def test_few_tickets_move_at_once(self) -> None:
		with patch.object(state_renewal, "FEW", 3):
			self.put(UNDER_WAY, ACTIVE)
		self.assertEqual(self.stored(), [UNDER_WAY] * 3)

	def test_many_are_moved_by_a_worker_whoever_is_killed(self) -> None:
		self.put(UNDER_WAY, ACTIVE)
		self.assertEqual(self.stored(), [ACTIVE] * 3)
		with self.assertRaises(SystemExit):
			self.renewed(dies_at=self.numbers[1])
		self.assertEqual(self.stored(), [UNDER_WAY, ACTIVE, ACTIVE])
		self.assertEqual(self.renewed(), self.numbers[1:])
		self.assertEqual(self.stored(), [UNDER_WAY] * 3)
		settled = frappe.get_all(
			"Workflow Action", {"reference_name": ("in", self.numbers)}, pluck="workflow_state"
		)
		self.assertEqual(set(settled), {UNDER_WAY})

	def test_meanwhile_a_ticket_is_read_and_worked_on_as_if_it_stood_there(self) -> None:
		self.put(UNDER_WAY, ACTIVE)
		self.assertEqual(str(states.category_of(ACTIVE)), "active")
		frappe.set_user(AGENT)
		ticket = frappe.get_doc("SD Ticket", self.numbers[1])
		for read in (stored_ticket, shown_ticket):
			found = read(self.numbers[1])
			assert found
			self.assertEqual((found.workflow_state, found.state_category), (UNDER_WAY, "active"))
		self.assertEqual((ticket.workflow_state, ticket.state_category), (UNDER_WAY, "active"))
		self.assertIn(RESOLVE, [row.action for row in states.buttons(ticket)])
		transitions.perform(ticket.name, RESOLVE, resolution="Done")
		entry = frappe.get_last_doc("SD Ticket Event", {"ticket": ticket.name, "event": "transition"})
		self.assertEqual((entry.from_state, entry.to_state), (UNDER_WAY, RESOLVED))
		frappe.set_user("Administrator")
		let_workers_work()
		self.assertEqual(self.stored(), [UNDER_WAY, RESOLVED, UNDER_WAY])

	def test_a_form_that_was_opened_before_is_saved_and_moves_its_ticket(self) -> None:
		opened = frappe.get_doc("SD Ticket", self.numbers[0]).as_dict()
		self.put(UNDER_WAY, ACTIVE)
		frappe.set_user(AGENT)
		frappe.get_doc({**opened, "subject": "Another"}).save()
		self.assertEqual(self.stored(), [UNDER_WAY, ACTIVE, ACTIVE])
		changes = frappe.get_all(
			"SD Ticket Event", {"ticket": self.numbers[0], "event": "transition"}, pluck="to_state"
		)
		self.assertEqual(changes, [ACTIVE])

	def test_a_state_that_is_replaced_twice_leads_to_the_last(self) -> None:
		self.put(UNDER_WAY, ACTIVE)
		self.put(AT_WORK, UNDER_WAY)
		self.assertEqual(frappe.get_doc("SD Ticket", self.numbers[0]).workflow_state, AT_WORK)
		let_workers_work()
		self.assertEqual(self.stored(), [AT_WORK] * 3)

	def test_a_state_that_comes_back_takes_its_tickets_with_it(self) -> None:
		self.put(UNDER_WAY, ACTIVE)
		with self.assertRaises(SystemExit):
			self.renewed(dies_at=self.numbers[1])
		self.put(ACTIVE, UNDER_WAY)
		let_workers_work()
		self.assertEqual(self.stored(), [ACTIVE] * 3)

	def test_a_name_whose_tickets_are_still_being_moved_is_no_other_states(self) -> None:
		self.put(UNDER_WAY, ACTIVE)
		with self.assertRaisesRegex(Refused, f"moved out of the state {ACTIVE}"):
			self.put(ACTIVE, OTHERS)

	def test_a_state_to_which_tickets_are_being_moved_cannot_go(self) -> None:
		self.put(UNDER_WAY, OTHERS)
		frappe.db.sql(
			"update `tabSD Ticket` set workflow_state = %s where name = %s", (OTHERS, self.numbers[0])
		)
		flow = frappe.get_doc("Workflow", "T Tickets")
		flow.states = [row for row in flow.states if row.state != UNDER_WAY]
		flow.transitions = [row for row in flow.transitions if UNDER_WAY not in (row.state, row.next_state)]
		with self.assertRaisesRegex(Refused, f"{UNDER_WAY} cannot go"):
			flow.save()

	def test_whoever_began_before_the_edit_is_seen_to_in_the_end(self) -> None:
		self.put(UNDER_WAY, ACTIVE)
		let_workers_work()
		late = self.numbers[2]
		frappe.db.sql("update `tabSD Ticket` set workflow_state = %s where name = %s", (ACTIVE, late))
		self.assertEqual(states_asked(), [ACTIVE])
		frappe.db.set_value(DOCTYPE, {"kind": TICKETS_OF_STATE}, "not_before", None)
		with patch.object(state_renewal, "utc_now", return_value=utc_now() + timedelta(minutes=5)):
			let_workers_work()
		self.assertEqual((self.stored(), states_asked()), ([UNDER_WAY] * 3, []))

	def test_a_last_look_begins_after_the_last_edit_may_have_come(self) -> None:
		"""A pass that began before may have gone by the number of a late one."""
		self.put(UNDER_WAY, ACTIVE)
		arguments = background_work.waiting(TICKETS_OF_STATE)[0]
		with patch.object(state_renewal, "utc_now", return_value=utc_now() + timedelta(minutes=5)):
			self.assertFalse(state_renewal.step(arguments, self.numbers[2]).is_done)
			frappe.db.sql(
				"update `tabSD Ticket` set workflow_state = %s where workflow_state = %s", (UNDER_WAY, ACTIVE)
			)
			self.assertTrue(state_renewal.step(arguments, "").is_done)

	def test_another_meaning_of_many_follows_with_queue_and_timer(self) -> None:
		frappe.db.set_value("SD Ticket", self.numbers[0], "agent", None)
		state_renewal.ask([ACTIVE])
		let_workers_work()
		self.assertGreater(frappe.db.get_value("SD Ticket", self.numbers[0], "queue_rank"), 0)
		flow = frappe.get_doc("Workflow", "T Tickets")
		next(row for row in flow.states if row.state == ACTIVE).sd_category = "waiting_for_others"
		flow.save()
		self.assertEqual(states_asked(), [ACTIVE])
		let_workers_work()
		found = frappe.get_all("SD Ticket", {"name": ("in", self.numbers)}, ["state_category", "queue_rank"])
		self.assertEqual({(row.state_category, row.queue_rank) for row in found}, {("waiting_for_others", 0)})
		self.assertEqual(queue_place.waiting([None], 10_000), [])

	def test_what_a_worker_writes_is_what_the_tickets_own_saves_would_write(self) -> None:
		frappe.set_user(AGENT)
		transitions.perform(self.numbers[2], WAIT, waiting_reason="Parts")
		frappe.set_user("Administrator")
		self.put(UNDER_WAY, ACTIVE)
		let_workers_work()
		for number in self.numbers:
			moved = frappe.get_doc("SD Ticket", number)
			saved = frappe.get_doc("SD Ticket", number).save()
			for field in state_renewal.Derived._fields:
				self.assertEqual(saved.get(field), moved.get(field), f"{number}: {field}")

	def test_tickets_that_get_the_same_are_written_at_once_and_one_of_the_workflow_costs_nothing(
		self,
	) -> None:
		counts = []
		for most in (1, 3):
			self.put(UNDER_WAY, ACTIVE)
			with patch.object(
				frappe.db.__class__, "sql", autospec=True, side_effect=frappe.db.__class__.sql
			) as sql:
				state_renewal._renew(ACTIVE, self.numbers[:most])
			counts.append(sql.call_count)
			self.put(ACTIVE, UNDER_WAY)
			forget_work()
			frappe.db.sql(
				"update `tabSD Ticket` set workflow_state = %s where name in %s", (ACTIVE, self.numbers)
			)
		self.assertEqual(counts[0], counts[1])
		states.current(ACTIVE)
		with patch.object(frappe.db, "sql") as sql:
			state_renewal.read_as_moved(frappe._dict(workflow_state=ACTIVE))
		sql.assert_not_called()

	def test_a_renamed_state_is_settled_for_the_framework_too(self) -> None:
		frappe.rename_doc("Workflow State", ACTIVE, "T Renamed", force=True)
		self.assertEqual(states_asked(), ["T Renamed"])
		let_workers_work()
		settled = frappe.get_all(
			"Workflow Action", {"reference_name": ("in", self.numbers)}, pluck="workflow_state"
		)
		self.assertEqual(set(settled), {"T Renamed"})
