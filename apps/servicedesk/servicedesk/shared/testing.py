"""What the app's own tests stand on: a base case that leaves nothing behind, and factories.

The factories make a small desk of their own, in English, so that the tests run on any bench, with or without a preset.
"""

import unittest.mock
from typing import Any

import frappe
import frappe.tests
import frappe.tests.utils
from frappe.cache_manager import user_cache_keys

from servicedesk.shared import forgetting
from servicedesk.shared.scope import CUSTOMER_ROLE, forget_scope

# What a test with a site stands on: version 15's name for it, or 16's. Under the old name 16 still has something,
# but no class, and its runner passes over the tests without a word.
FrameworkTestCase: Any = (
	getattr(frappe.tests, "IntegrationTestCase", None) or frappe.tests.utils.FrappeTestCase
)

AGENT_ROLE = "Service Desk Agent"
AGENT = "agent@desk.test"
NEW, ACTIVE, ASKED, OTHERS = "T Open", "T In Progress", "T Waiting for Customer", "T Waiting for Others"
RESOLVED, CLOSED, CANCELLED = "T Resolved", "T Closed", "T Cancelled"
CATEGORY_OF = {
	NEW: "new",
	ACTIVE: "active",
	ASKED: "waiting_for_customer",
	OTHERS: "waiting_for_others",
	RESOLVED: "resolved",
	CLOSED: "closed",
	CANCELLED: "cancelled",
}
TAKE, ASK, RESOLVE, CLOSE, CANCEL, SOLVED = "T Take", "T Ask", "T Resolve", "T Close", "T Cancel", "T Solved"
ANSWER, RESUME, WAIT, GO_ON = "T Answer", "T Resume", "T Wait", "T Go On"
TRANSITIONS: tuple[tuple[str, str, str, str, dict[str, str]], ...] = (
	(NEW, TAKE, ACTIVE, AGENT_ROLE, {}),
	(ACTIVE, ASK, ASKED, AGENT_ROLE, {"sd_requires": "Message"}),
	(ACTIVE, RESOLVE, RESOLVED, AGENT_ROLE, {"sd_requires": "Resolution"}),
	(ACTIVE, WAIT, OTHERS, AGENT_ROLE, {"sd_requires": "Reason for Waiting"}),
	(OTHERS, GO_ON, ACTIVE, AGENT_ROLE, {}),
	(RESOLVED, CLOSE, CLOSED, AGENT_ROLE, {}),
	(NEW, CANCEL, CANCELLED, CUSTOMER_ROLE, {}),
	(ACTIVE, SOLVED, RESOLVED, CUSTOMER_ROLE, {}),
	(ASKED, ANSWER, NEW, CUSTOMER_ROLE, {"sd_trigger": "Customer Reply"}),
	(NEW, RESUME, ACTIVE, CUSTOMER_ROLE, {"sd_trigger": "Agent Already Assigned"}),
)
REQUEST_TYPE, SERVICE, SLA, CALENDAR, PRIORITY = "T Help", "T Platform", "T Standard", "T Always", "T Normal"
EVENTS = (
	"ticket_received",
	"state_changed",
	"ticket_categorised",
	"ticket_assigned",
	"question_asked",
	"agent_commented",
	"customer_commented",
	"ticket_resolved",
	"ticket_closed",
	"ticket_cancelled",
)


class DeskTestCase(FrameworkTestCase):
	"""A small desk; everything a test makes is rolled back, and caches forget it."""

	@classmethod
	def setUpClass(cls) -> None:
		"""Make the desk once for the class."""
		super().setUpClass()
		frappe.set_user("Administrator")
		make_desk()
		forget_read()

	@classmethod
	def tearDownClass(cls) -> None:
		"""Forget the desk."""
		frappe.set_user("Administrator")
		frappe.db.rollback()
		forget_read()
		super().tearDownClass()

	def setUp(self) -> None:
		"""Each test starts as Administrator, with a point to roll back to."""
		frappe.set_user("Administrator")
		frappe.db.savepoint("desk_test")
		# What ends its transactions itself (a worker's batch, each ticket of a list) leaves nothing behind either.
		kept = unittest.mock.patch.object(frappe.db, "commit")
		kept.start()
		self.addCleanup(kept.stop)

	def tearDown(self) -> None:
		"""Roll back what the test made."""
		frappe.set_user("Administrator")
		frappe.db.rollback(save_point="desk_test")
		frappe.clear_document_cache("SD Settings", "SD Settings")
		# Caches know nothing of rollbacks.
		settle_scopes()
		frappe.local.message_log = []


def forget_read() -> None:
	"""As if nothing had been read: documents, workflows, people's roles and settings.

	What describes DocTypes stays, because the small desk changes none; reading it anew would take most of a test's time.
	"""
	for key in (*user_cache_keys, "workflow", "system_settings"):
		frappe.cache.delete_value(key)
	frappe.cache.delete_keys("document_cache::")
	frappe.cache.delete_keys("servicedesk_")
	frappe.local.cache = {}
	frappe.local.role_permissions = {}
	frappe.local.request_cache.clear()
	settle_scopes()


def settle_scopes() -> None:
	"""As if all changes of rights and contracts were long past: scopes and covers are read anew, and kept."""
	kept = ("scope", "covers", "escalation_rules", "notice_rules", "reply_mailboxes")
	for name in (f"servicedesk_{kind}" for kind in kept):
		frappe.cache.delete_value(name)
		frappe.cache.delete_keys(f"{name}_changed")
	setattr(frappe.local, forgetting.TRANSACTION, None)


def _make(doctype: str, name: str | None = None, **values: Any) -> Any:
	if name and frappe.db.exists(doctype, name):
		return frappe.get_doc(doctype, name)
	return frappe.get_doc({"doctype": doctype, **values}).insert(set_name=name)


def make_desk() -> None:
	"""Calendar, SLA, workflow, form, templates and settings of the small desk."""
	_make("SD Work Calendar", CALENDAR, title=CALENDAR, time_zone="UTC", always_open=1)
	_make("SD Priority", PRIORITY, title=PRIORITY, level=3)
	_make("SD SLA", SLA, title=SLA, calendar=CALENDAR, targets=_targets())
	_make("SD Service", SERVICE, service_name=SERVICE)
	_make_workflow()
	_make("SD Request Type", REQUEST_TYPE, title=REQUEST_TYPE, published=1, form_fields=_form_fields())
	for event in EVENTS:
		template = _make("SD Message Template", f"{event}-en", event=event, language="en", **_template())
		# A preset may have brought texts of its own.
		template.update(_template()).save()
	make_user(AGENT, AGENT_ROLE)
	frappe.get_doc("SD Settings").update(
		{
			"company_name": "Test Desk",
			"ticket_prefix": "TEST",
			"default_priority": PRIORITY,
			"default_sla": SLA,
			"contract_required": 0,
			"default_language": "en",
			"sender_email": "no-reply@desk.test",
			"maximum_file_megabytes": 25,
		}
	).save()


def _template() -> dict[str, str]:
	return {
		"subject": "{number} {subject}",
		"body": "{state}\n{comment}\nView: {view_link}\nMute: {mute_link}",
	}


def _targets() -> list[dict[str, Any]]:
	common = {"pauses_for_customer": 1, "pauses_for_others": 1, "shown_to_customer": 1}
	return [
		{"label": "Resolution", "measure": "Resolve", "target": 7200, **common},
		{"label": "Take over", "measure": "Take Over", "target": 1800, **common},
	]


def _form_fields() -> list[dict[str, Any]]:
	return [
		{
			"label": "Summary",
			"field_name": "summary",
			"field_type": "Text",
			"mandatory": 1,
			"maps_to": "subject",
		},
		{"label": "Details", "field_name": "details", "field_type": "Long Text", "maps_to": "description"},
		{"label": "Retailer", "field_name": "retailer", "field_type": "Choice", "options": "One\nTwo"},
		{"label": "File", "field_name": "file", "field_type": "File"},
	]


def _make_workflow() -> None:
	for state in CATEGORY_OF:
		_make("Workflow State", state, workflow_state_name=state)
	for row in TRANSITIONS:
		_make("Workflow Action Master", row[1], workflow_action_name=row[1])
	_make(
		"Workflow",
		"T Tickets",
		workflow_name="T Tickets",
		document_type="SD Ticket",
		is_active=0,
		workflow_state_field="workflow_state",
		states=[
			{"state": state, "doc_status": "0", "allow_edit": AGENT_ROLE, "sd_category": category}
			for state, category in CATEGORY_OF.items()
		],
		transitions=[
			{
				"state": state,
				"action": action,
				"next_state": next_state,
				"allowed": role,
				"allow_self_approval": 1,
				**more,
			}
			for state, action, next_state, role, more in TRANSITIONS
		],
	)
	# Past the check of the workflow in use: on a site with a preset tickets stand in states that this one lacks.
	frappe.db.sql(
		"update `tabWorkflow` set is_active = (name = 'T Tickets') where document_type = 'SD Ticket'"
	)
	forget_read()
	frappe.get_doc("Workflow", "T Tickets").save()


def make_user(email: str, *roles: str) -> str:
	"""A user with these roles; return the name."""
	if not frappe.db.exists("User", email):
		_insert_user(email, roles)
	return email


def _insert_user(email: str, roles: tuple[str, ...]) -> None:
	"""Past the framework's own saving of people, which reads every DocType anew and takes a second for each."""
	user = frappe.new_doc("User")
	at_desk = frappe.get_all("Role", filters={"name": ("in", roles), "desk_access": 1}, limit=1)
	first_name = email.partition("@")[0]
	user.update(
		{
			"name": email,
			"email": email,
			"first_name": first_name,
			"full_name": first_name,
			"language": "en",
			"user_type": "System User" if at_desk else "Website User",
			"roles": [{"role": role} for role in roles],
		}
	)
	user.set_user_and_timestamp()
	user.set_docstatus()
	user.set_parent_in_children()
	user.set_name_in_children()
	for row in (user, *user.roles):
		row.db_insert()


def make_customer(name: str) -> str:
	"""A customer; return its name."""
	return str(_make("SD Customer", name, customer_name=name).name)


def make_account(email: str, customers: dict[str, str], **values: Any) -> str:
	"""A portal account for customers (name → "Requester" or "Manager"); return the user."""
	make_user(email, CUSTOMER_ROLE)
	rows = [{"customer": customer, "account_role": role} for customer, role in customers.items()]
	_make("SD Portal Account", email, user=email, account_state="Active", customers=rows, **values)
	forget_scope(email)
	settle_scopes()
	return email


def make_contract(number: str, customer: str, **values: Any) -> str:
	"""An active contract that covers the small desk's service; return its name."""
	given = {
		"services": [{"service": SERVICE, "sla": SLA}],
		"contract_state": "Active",
		"start_date": "2020-01-01",
	}
	given.update(values)
	name = str(_make("SD Contract", number, contract_number=number, customer=customer, **given).name)
	settle_scopes()
	return name


def make_site(name: str, customer: str, **values: Any) -> str:
	"""A site of the customer; return its name (the record's, which is not the site's own)."""
	found = frappe.db.get_value("SD Site", {"customer": customer, "site_name": name})
	return str(found or _make("SD Site", None, customer=customer, site_name=name, **values).name)


def make_equipment(serial_number: str, customer: str, **values: Any) -> str:
	"""A piece of equipment of the customer, known by its serial number; return its name."""
	given = {"model": "T Model", **values}
	found = frappe.db.get_value("SD Equipment", {"customer": customer, "serial_number": serial_number})
	return str(
		found or _make("SD Equipment", None, customer=customer, serial_number=serial_number, **given).name
	)
