"""Field visits: what one has to keep to, who hears of it, and what becomes of its ticket (manual outsourcer 10)."""

from datetime import datetime, timedelta
from typing import Any

import frappe
from frappe.utils import escape_html

from servicedesk.messaging.composition import compose
from servicedesk.shared.compat import to_system, utc_now
from servicedesk.shared.errors import Conflict, Refused
from servicedesk.shared.plain_text import shield
from servicedesk.shared.testing import (
	ACTIVE,
	AGENT,
	CANCEL,
	CANCELLED,
	NEW,
	TAKE,
	DeskTestCase,
	make_account,
	make_customer,
	make_site,
	make_user,
)
from servicedesk.tickets import conversation, tiers, transitions, visit_calendar, visit_draft, visits
from servicedesk.tickets.testing import add_steps, forget_steps, make_team, make_ticket

CUSTOMER, OTHER, USER = "T Visited", "T Not Visited", "visited@t.test"
EXPERT, BOSS = "visitor@desk.test", "boss@desk.test"
VISITING = "T Visit Planned"
PLACE = "Main street 1, Sofia"
RESULT = "Replaced the <i>cable</i>"


def at(hour: int, day: int = 3) -> datetime:
	"""A time some days from now, in the site's zone."""
	start = to_system(utc_now()).replace(hour=0, minute=0, second=0, microsecond=0)
	return start + timedelta(days=day, hours=hour)


class TestVisits(DeskTestCase):
	"""An agent plans a visit of a specialist."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.customer = make_customer(CUSTOMER)
		make_account(USER, {cls.customer: "Requester"})
		make_user(EXPERT, "Service Desk Agent")
		make_user(BOSS, "Service Desk Supervisor")
		add_steps(
			(NEW, "Visit Planned", VISITING),
			(ACTIVE, "Visit Planned", VISITING),
			(VISITING, "Visit Ended", ACTIVE),
			states={VISITING: "waiting_for_others"},
		)

	@classmethod
	def tearDownClass(cls) -> None:
		super().tearDownClass()
		forget_steps()

	def setUp(self) -> None:
		super().setUp()
		self.number = make_ticket(USER, self.customer).name
		frappe.set_user(AGENT)
		transitions.perform(self.number, TAKE)

	def plan(self, begins: int = 10, ends: int = 12, **values: Any) -> Any:
		"""A visit of the expert, planned for the ticket."""
		given = {"place": PLACE, "notes": "Bring a ladder", **values}
		number = given.pop("number", self.number)
		return tiers.field_visit(number, given.pop("specialist", EXPERT), at(begins), at(ends), **given)

	def ticket(self) -> Any:
		"""The ticket as it is stored."""
		return frappe.get_doc("SD Ticket", self.number)

	def mails(self, recipient: str) -> list[str]:
		"""Events of visits of which the recipient is told, in their order."""
		rows = frappe.get_all(
			"SD Outgoing Message",
			{"ticket": self.number, "recipient": recipient, "event": ("like", "visit%")},
			pluck="event",
			order_by="creation asc, event asc",
		)
		return list(rows)

	def test_planning(self) -> None:
		visit = self.plan()
		ticket = self.ticket()
		self.assertEqual((ticket.workflow_state, ticket.agent), (VISITING, AGENT))
		self.assertEqual((visit.customer, visit.visit_state), (self.customer, "Planned"))
		self.assertEqual(self.mails(USER), ["visit_planned"])
		self.assertEqual(self.mails(EXPERT), ["visit_assigned"])
		message = frappe.get_last_doc("SD Outgoing Message", {"event": "visit_planned", "recipient": USER})
		values = frappe.parse_json(message.context)
		self.assertEqual((values["place"], values["specialist"]), (PLACE, "visitor"))
		self.assertIn(str(at(10).year), values["visit_time"])
		self.assertNotIn("ladder", message.context)
		attached = [part.get_filename() for part in compose(message).mime.iter_attachments()]
		self.assertEqual(attached, ["visit.ics"])
		for_expert = frappe.get_last_doc("SD Outgoing Message", {"event": "visit_assigned"})
		self.assertIn("DESCRIPTION:Bring a ladder", for_expert.context)
		event = frappe.get_last_doc("SD Ticket Event", {"ticket": self.number, "event": "visit"})
		self.assertEqual(event.to_value, "Planned")
		self.assertTrue(event.detail.startswith(f"{at(10):%Y-%m-%d %H:%M}"))
		self.assertEqual(visit_calendar.visits_of(self.number)[0]["specialist_name"], "visitor")

	def test_what_is_refused_and_by_which_field(self) -> None:
		foreign = make_site("Elsewhere", make_customer(OTHER))
		cases: dict[str, dict[str, Any]] = {
			"ends_at": {"begins": 12, "ends": 12},
			"specialist": {"specialist": USER},
			"place": {"place": " "},
			"site": {"site": foreign},
		}
		for field, values in cases.items():
			with self.subTest(field), self.assertRaises(Refused) as caught:
				self.plan(**values)
			self.assertEqual(list(caught.exception.problems), [field])
		with self.assertRaises(Refused) as caught:
			tiers.field_visit(self.number, EXPERT, "next tuesday", "", PLACE)
		self.assertEqual(sorted(caught.exception.problems), ["ends_at", "starts_at"])
		self.assertEqual(frappe.db.count("SD Field Visit", {"ticket": self.number}), 0)
		self.assertEqual(self.ticket().workflow_state, ACTIVE)

	def test_a_clash_names_the_other_visit(self) -> None:
		self.plan(10, 12)
		number = make_ticket(USER, self.customer).name
		frappe.set_user(AGENT)
		with self.assertRaises(Conflict) as caught:
			self.plan(11, 13, number=number)
		self.assertIn(self.number, str(caught.exception))
		self.assertIn(PLACE, str(caught.exception))
		with self.assertRaises(Conflict):
			self.plan(11, 13, number=number, despite_clash=1)
		self.assertEqual(
			[row["ticket"] for row in visits.clashes_at(EXPERT, str(at(11)), str(at(13)))], [self.number]
		)
		self.plan(12, 13, number=number)
		self.plan(10, 12, number=number, specialist=AGENT)

	def test_a_supervisor_may_plan_in_spite_of_a_clash(self) -> None:
		self.plan(10, 12)
		frappe.set_user(BOSS)
		with self.assertRaises(Conflict) as caught:
			self.plan(11, 13)
		self.assertIn("In Spite of a Clash", str(caught.exception))
		second = self.plan(11, 13, despite_clash=1)
		frappe.set_user(AGENT)
		second.update({"contact_phone": "123"}).save()
		with self.assertRaises(Conflict):
			second.update({"ends_at": at(14)}).save()

	def test_moving_tells_everybody(self) -> None:
		visit = self.plan()
		visit.update({"starts_at": at(14), "ends_at": at(16), "specialist": BOSS}).save()
		self.assertEqual(self.mails(USER), ["visit_planned", "visit_changed"])
		self.assertEqual(self.mails(EXPERT), ["visit_assigned", "visit_withdrawn"])
		self.assertEqual(self.mails(BOSS), ["visit_assigned"])
		visit.update({"notes": "Bring two ladders"}).save()
		self.assertEqual(self.mails(USER), ["visit_planned", "visit_changed"])

	def test_a_result_for_the_customer_is_a_message_and_the_solution(self) -> None:
		visit = self.plan()
		with self.assertRaises(Refused) as caught:
			visits.step(visit.name, "Done")
		self.assertEqual(list(caught.exception.problems), ["result"])
		done = visits.step(visit.name, "Done", RESULT, result_shown=True)
		ticket = self.ticket()
		self.assertEqual((ticket.workflow_state, ticket.resolution), (ACTIVE, shield(RESULT)))
		self.assertIn(escape_html(RESULT), conversation.messages_of(self.number)[-1].content)
		columns = ["event", "from_value", "to_value", "visible_to_customer"]
		entry = frappe.get_all("SD Ticket Event", {"ticket": self.number, "field": "resolution"}, columns)
		self.assertEqual([tuple(row.values()) for row in entry], [("field_changed", "", shield(RESULT), 0)])
		self.assertEqual(visits.after_step(done)["resolution"], RESULT)
		with self.assertRaises(Conflict):
			visits.step(visit.name, "Cancelled")
		with self.assertRaises(Refused):
			frappe.get_doc("SD Field Visit", visit.name).update({"place": "Elsewhere"}).save()

	def test_a_result_for_the_desk_stays_there(self) -> None:
		visit = self.plan()
		visits.step(visit.name, "Nobody There", "The customer was drunk")
		self.assertEqual(conversation.messages_of(self.number), [])
		self.assertFalse(self.ticket().resolution)
		note = frappe.get_last_doc("Comment", {"reference_name": self.number, "comment_type": "Comment"})
		self.assertIn("drunk", note.content)
		self.assertEqual(self.ticket().workflow_state, ACTIVE)

	def test_the_way_back_only_with_the_last_open_visit(self) -> None:
		first, second = self.plan(10, 12), self.plan(14, 16)
		visits.step(first.name, "On the Way")
		visits.step(first.name, "Done", "One of two")
		self.assertEqual(self.ticket().workflow_state, VISITING)
		visits.step(second.name, "Cancelled")
		self.assertEqual(self.ticket().workflow_state, ACTIVE)
		self.assertEqual(self.mails(USER)[-1], "visit_cancelled")

	def test_nobody_drives_to_a_finished_ticket(self) -> None:
		number = make_ticket(USER, self.customer).name
		with_visit = make_ticket(USER, self.customer).name
		frappe.set_user(USER)
		transitions.perform(number, CANCEL)
		frappe.set_user(AGENT)
		with self.assertRaises(Refused) as caught:
			self.plan(number=number)
		self.assertEqual(list(caught.exception.problems), ["ticket"])
		visit = self.plan(number=with_visit)
		ended = frappe.get_doc("SD Ticket", with_visit)
		frappe.set_user(USER)
		step = {"state": ended.workflow_state, "next_state": CANCELLED, "sd_trigger": "Merged"}
		transitions.apply(ended, frappe._dict(step))
		self.assertEqual(frappe.db.get_value("SD Field Visit", visit.name, "visit_state"), "Cancelled")

	def test_the_dialog_begins_with_what_is_known(self) -> None:
		frappe.set_user("Administrator")
		site = make_site("Warehouse", self.customer, city="Varna", street="Port 2", phone="555")
		make_team("T Visitors", EXPERT, tier=2)
		frappe.set_user(AGENT)
		found = visit_draft.draft(self.ticket())
		self.assertEqual((found["site"], found["place"]), (site, "Warehouse, Port 2, Varna"))
		self.assertEqual((found["contact_phone"], found["specialist"]), ("555", AGENT))
		self.assertIn(
			"T Visitors", next(row for row in found["specialists"] if row["user"] == EXPERT)["teams"]
		)
		ticket = self.ticket()
		ticket.update(
			{"affected_street": "Hill 3", "affected_city": "Ruse", "affected_contact": "Ana"}
		).save()
		found = visit_draft.draft(ticket)
		self.assertEqual((found["place"], found["contact_person"]), ("Hill 3, Ruse", "Ana"))

	def test_the_calendar(self) -> None:
		visit = self.plan()
		first, last = str(at(0)), str(at(0, day=4))
		self.assertIn(visit.name, [row["name"] for row in visit_calendar.between(first, last)])
		mine = '[["SD Field Visit", "specialist", "=", "%s"]]'
		self.assertEqual(len(visit_calendar.between(first, last, mine % EXPERT)), 1)
		self.assertEqual(visit_calendar.between(first, last, mine % AGENT), [])
		later = visit_calendar.between(str(at(0, day=4)), str(at(0, day=5)), mine % EXPERT)
		self.assertEqual(later, [])
		for start, filters in (("today", "[]"), (first, '[["User", "name", "=", "x"]]'), (first, "{")):
			with self.subTest(filters), self.assertRaises(Refused):
				visit_calendar.between(start, last, filters)

	def test_customers_have_nothing_of_visits_by_the_frameworks_ways(self) -> None:
		visit = self.plan()
		frappe.set_user(USER)
		self.assertFalse(frappe.has_permission("SD Field Visit", "read", doc=visit.name))
		with self.assertRaises(frappe.PermissionError):
			frappe.get_list("SD Field Visit")
		with self.assertRaises(frappe.PermissionError):
			self.plan()
		with self.assertRaises(frappe.PermissionError):
			visits.step(visit.name, "Cancelled")
