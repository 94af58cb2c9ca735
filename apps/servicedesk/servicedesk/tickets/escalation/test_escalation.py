"""Rules act once on the moments of clocks, and on whose."""

from typing import Any
from unittest.mock import patch

import frappe

from servicedesk.service_levels import clock_store
from servicedesk.shared.compat import from_microseconds, from_system, to_microseconds, utc_now
from servicedesk.shared.testing import ASK, PRIORITY, RESOLVE, TAKE, make_customer, settle_scopes
from servicedesk.tickets import history, transitions
from servicedesk.tickets.escalation import sweep
from servicedesk.tickets.escalation.testing import (
	CUSTOMER,
	MICROSECONDS,
	MINUTE,
	PERSON,
	SUPERVISOR,
	EscalationCase,
	entries,
	let_pass,
	make_rule,
	messages,
)
from servicedesk.tickets.testing import make_team, make_ticket


class TestEscalation(EscalationCase):
	"""Each moment once, and only for tickets that it is meant for."""

	def threshold_of(self, measure: str = "Take Over") -> Any:
		"""The stored moment of the next interest."""
		return frappe.db.get_value("SD Ticket Clock", f"{self.ticket.name}:{measure}", "threshold_key")

	def test_a_new_ticket_knows_its_next_moment(self) -> None:
		make_rule("Half")
		ticket = make_ticket(PERSON, CUSTOMER)
		clock = frappe.get_doc("SD Ticket Clock", f"{ticket.name}:Take Over")
		due = to_microseconds(from_system(clock.due_at))
		self.assertEqual(due - clock.threshold_key, 15 * MINUTE * MICROSECONDS)
		other = frappe.get_doc("SD Ticket Clock", f"{ticket.name}:Resolve")
		self.assertEqual(other.threshold_key, 0)

	def test_a_rule_acts_once(self) -> None:
		make_rule("Half", {"action": "Notify", "whom": "Supervisors"})
		self.assertEqual(self.swept(10), [])
		(done,) = self.swept(6)
		self.assertEqual(done[:2], ("Half", 1))
		self.assertIn(SUPERVISOR, done[2])
		self.assertEqual(self.threshold_of(), 0)
		self.assertEqual(len(self.swept(1)), 1)
		told = [found for found in messages(self.ticket.name, "escalated") if found[2] == SUPERVISOR]
		self.assertEqual(told, [("escalated", "Gathered", SUPERVISOR)])

	def test_the_history_tells_staff_and_not_the_customer(self) -> None:
		make_rule("Half")
		self.swept(16)
		event = frappe.get_last_doc(
			"SD Ticket Event", {"ticket": self.ticket.name, "event": history.ESCALATED}
		)
		self.assertIn("Half", event.detail)
		self.assertEqual(event.visible_to_customer, 0)
		self.assertEqual(event.state_category, self.ticket.state_category)

	def test_a_rule_is_for_tickets_that_fit(self) -> None:
		make_rule("Other customer", customer=make_customer("T Other"))
		make_rule("Condition", condition="channel == 'Phone'")
		make_rule("Fits", condition="channel == 'Portal'", customer=CUSTOMER, priority=PRIORITY)
		self.assertEqual([found[0] for found in self.swept(16)], ["Fits"])
		self.assertEqual(self.threshold_of(), 0)

	def test_a_ticket_that_comes_to_fit_is_acted_on_once(self) -> None:
		urgent = frappe.get_doc({"doctype": "SD Priority", "title": "T Urgent", "level": 1}).insert().name
		make_rule("Urgent", priority=urgent)
		self.assertEqual(self.swept(16), [])
		ticket = transitions.locked(self.ticket.name)
		ticket.update({"priority": urgent, "priority_reason": "The director asks"}).save()
		self.assertLessEqual(from_microseconds(self.threshold_of()), utc_now())
		self.assertEqual(len(self.swept()), 1)
		self.assertEqual(len(self.swept()), 1)

	def test_a_ticket_that_is_handed_on_after_the_moment_is_acted_on(self) -> None:
		team = make_team("T Second Line")
		make_rule("Second line", team=team)
		make_rule("Paid", condition="doc.external_reference == 'paid'")
		self.assertEqual(self.swept(16), [])
		for values, acted in (
			({"team": team}, ["Second line"]),
			({"external_reference": "paid"}, ["Second line", "Paid"]),
		):
			self.assertEqual(self.threshold_of(), 0)
			transitions.locked(self.ticket.name).update(values).save()
			self.assertLessEqual(from_microseconds(self.threshold_of()), utc_now())
			self.assertEqual([found[0] for found in self.swept()], acted)

	def test_a_change_that_no_rule_asks_for_reads_no_clock(self) -> None:
		make_rule("Second line", team=make_team("T Second Line"))
		for values, reads in (({"external_reference": "paid"}, 0), ({"team": "T Second Line"}, 1)):
			with patch.object(clock_store, "refresh") as refresh:
				transitions.locked(self.ticket.name).update(values).save()
			self.assertEqual(refresh.call_count, reads)

	def test_a_rule_does_not_mean_what_has_passed_before_it_was_made(self) -> None:
		let_pass(self.ticket.name, 16)
		make_rule("Late")
		make_rule("All", also_passed=1)
		clock_store.refresh(self.ticket.name, history.clock_events(self.ticket.name), utc_now())
		sweep.act_on(self.ticket.name)
		self.assertEqual([found[0] for found in entries(self.ticket.name)], ["All"])

	def test_another_target_makes_a_passed_moment_come_once(self) -> None:
		make_rule("Half", clock_kind="Resolve")
		sla = frappe.get_doc("SD SLA", self.ticket.sla)
		urgent = frappe.get_doc({"doctype": "SD Priority", "title": "T Urgent", "level": 1}).insert().name
		sla.append("targets", {"label": "Fast", "measure": "Resolve", "target": 1800, "priority": urgent})
		sla.save()
		self.assertEqual(self.swept(20), [])
		ticket = transitions.locked(self.ticket.name)
		ticket.update({"priority": urgent, "priority_reason": "The director asks"}).save()
		self.assertEqual(len(self.swept()), 1)
		ticket = transitions.locked(self.ticket.name)
		ticket.update({"priority": PRIORITY, "priority_reason": "Not so urgent"}).save()
		self.assertEqual(len(self.swept(50)), 1)
		frappe.clear_document_cache("SD SLA", sla.name)

	def test_a_standing_clock_reaches_nothing_and_goes_on(self) -> None:
		make_rule("Half", clock_kind="Resolve")
		self.act(TAKE)
		self.act(ASK, message="Which printer?")
		self.assertEqual(self.swept(600), [])
		self.assertEqual(self.threshold_of("Resolve"), 0)

	def test_no_escalation_once_it_is_solved(self) -> None:
		make_rule("Half", clock_kind="Resolve")
		self.act(TAKE)
		let_pass(self.ticket.name, 61)
		self.act(RESOLVE, resolution="Cartridge")
		self.assertEqual(self.swept(), [])

	def test_rules_cost_a_new_ticket_and_its_steps_no_statement(self) -> None:
		self.act(TAKE)
		without = self.statements()
		for percent in (50, 80, 100):
			make_rule(f"At {percent}", percent=percent)
			make_rule(f"Solved at {percent}", clock_kind="Resolve", percent=percent)
		settle_scopes()
		make_ticket(PERSON, CUSTOMER)
		self.assertEqual(self.statements(), without)

	def statements(self) -> tuple[int, int]:
		"""SQL statements of a new ticket, and of taking it."""
		with patch.object(frappe.db, "sql", wraps=frappe.db.sql) as sql:
			ticket = make_ticket(PERSON, CUSTOMER)
			made = sql.call_count
			transitions.perform(ticket.name, TAKE)
			return made, sql.call_count - made

	def test_the_sweep_asks_an_index_that_yields_what_is_due(self) -> None:
		make_rule("Half")
		let_pass(self.ticket.name, 16)
		values = {"now": to_microseconds(utc_now()), "at": sweep.LONG_AGO, "name": "", "batch": sweep.BATCH}
		(plan,) = frappe.db.sql(f"explain {sweep.DUE}", values, as_dict=True)
		self.assertEqual((plan.key, plan.type), ("by_threshold", "range"))
		self.assertNotIn("filesort", plan.Extra or "")

	def test_a_ticket_that_somebody_works_on_is_left_for_the_next_run(self) -> None:
		make_rule("Half")
		let_pass(self.ticket.name, 16)
		with patch.object(sweep, "LOCK", "select name from `tabSD Ticket` where name = %s and 1 = 0"):
			self.assertFalse(sweep.act_on(self.ticket.name))
		self.assertEqual(entries(self.ticket.name), [])
		self.assertEqual(len(self.swept()), 1)

	def test_a_deleted_ticket_leaves_nothing_to_do(self) -> None:
		make_rule("Half")
		self.swept(16)
		name = self.ticket.name
		frappe.db.delete("SD Ticket", {"name": name})
		self.assertFalse(sweep.act_on(name))
		self.assertFalse(frappe.db.exists("SD Ticket Clock", {"ticket": name}))

	def test_nobody_changes_what_rules_did(self) -> None:
		make_rule("Half")
		self.swept(16)
		entry = frappe.get_last_doc("SD Escalation Entry", {"ticket": self.ticket.name})
		with self.assertRaises(frappe.ValidationError):
			entry.save()
		with self.assertRaises(frappe.ValidationError):
			entry.delete()
