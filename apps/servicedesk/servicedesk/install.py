"""Set-up of a site: roles, the fields that workflows need, the number sequence, and what everybody starts with."""

from typing import Any

import frappe
from frappe.custom.doctype.custom_field.custom_field import create_custom_fields
from frappe.custom.doctype.property_setter.property_setter import make_property_setter

from servicedesk.access.framework_keys import drop_all_reset_keys
from servicedesk.agreements.contract_workflow import ensure_workflow
from servicedesk.agreements.doctype.sd_contract import sd_contract
from servicedesk.catalogue import web_form_rights, web_forms
from servicedesk.catalogue.doctype.sd_catalogue_favourite import sd_catalogue_favourite
from servicedesk.catalogue.doctype.sd_form_draft import sd_form_draft
from servicedesk.customers.contact_rights import ensure_address_template, ensure_contact_rights
from servicedesk.customers.doctype.sd_account_customer import sd_account_customer
from servicedesk.customers.doctype.sd_portal_account import sd_portal_account
from servicedesk.customers.doctype.sd_site import sd_site
from servicedesk.equipment.doctype.sd_equipment import sd_equipment
from servicedesk.messaging.defaults import ensure_templates
from servicedesk.messaging.doctype.sd_outgoing_message import sd_outgoing_message
from servicedesk.messaging.notice_rules import ensure_rules
from servicedesk.messaging.push_key import own_key
from servicedesk.service_levels.defaults import ensure_clock_kinds
from servicedesk.service_levels.doctype.sd_ticket_clock import sd_ticket_clock
from servicedesk.shared.visibility import CUSTOMER_ROLE
from servicedesk.tickets import kanban
from servicedesk.tickets.doctype.sd_escalation_entry import sd_escalation_entry
from servicedesk.tickets.doctype.sd_field_visit import sd_field_visit
from servicedesk.tickets.doctype.sd_saved_filter import sd_saved_filter
from servicedesk.tickets.doctype.sd_ticket import sd_ticket
from servicedesk.tickets.doctype.sd_ticket_event import sd_ticket_event
from servicedesk.tickets.doctype.sd_ticket_link import sd_ticket_link
from servicedesk.tickets.doctype.sd_ticket_participant import sd_ticket_participant
from servicedesk.tickets.doctype.sd_ticket_reading import sd_ticket_reading
from servicedesk.tickets.numbering import ensure_sequence

SETTINGS = "SD Settings"
# Of the framework's setting "Run Jobs only Daily if Inactive For".
NEVER_DAYS = 36_500
DESK_ROLES = ("Service Desk Agent", "Service Desk Supervisor", "Service Desk Administrator")
# DocTypes with indexes of their own.
INDEXED = (
	sd_catalogue_favourite,
	sd_site,
	sd_contract,
	sd_equipment,
	sd_ticket,
	sd_ticket_participant,
	sd_ticket_reading,
	sd_saved_filter,
	sd_account_customer,
	sd_portal_account,
	sd_ticket_event,
	sd_ticket_link,
	sd_field_visit,
	sd_ticket_clock,
	sd_escalation_entry,
	sd_outgoing_message,
	sd_form_draft,
)
# Lists whose columns would not all be shown on a screen of a common width.
WIDE_LISTS = (
	*("SD Contract", "SD Customer", "SD Equipment", "SD Field Visit", "SD Incoming Mail", "SD Mailbox"),
	"SD Site",
)
LIST_COLUMNS = "6"
TICKETS, TICKET_COLUMNS = "SD Ticket", "6"
CATEGORIES = "new\nactive\nwaiting_for_customer\nwaiting_for_others\nresolved\nclosed\ncancelled"

# What the framework's workflow does not say of a state or transition, and this desk has to know.
OWN_FIELDS: dict[str, list[dict[str, Any]]] = {
	# What the customer sees of files and messages is marked by the door that brought it in: staff may attach a
	# file for themselves, or write a mail to somebody else about a ticket.
	"File": [
		{"fieldname": "sd_shared", "fieldtype": "Check", "label": "Shown to the Customer", "read_only": 1},
		{"fieldname": "sd_message", "fieldtype": "Data", "label": "Message", "read_only": 1, "hidden": 1},
	],
	"Communication": [
		{
			"fieldname": "sd_conversation",
			"fieldtype": "Check",
			"label": "Shown to the Customer",
			"read_only": 1,
			"insert_after": "sent_or_received",
		},
	],
	"Web Form": [
		{
			"fieldname": "sd_request_type",
			"fieldtype": "Link",
			"options": "SD Request Type",
			"label": "Made From Request Type",
			"read_only": 1,
			"no_copy": 1,
			"search_index": 1,
			"insert_after": "doc_type",
		},
		{
			"fieldname": "sd_generated",
			"fieldtype": "Long Text",
			"label": "As It Was Made",
			"read_only": 1,
			"hidden": 1,
			"no_copy": 1,
			"insert_after": "sd_request_type",
		},
	],
	"Workflow Document State": [
		{
			"fieldname": "sd_category",
			"fieldtype": "Select",
			"label": "Means",
			"options": f"\n{CATEGORIES}",
			"insert_after": "state",
			"in_list_view": 1,
			"description": "What this state of a ticket means. Clocks and the portal go by it.",
		},
		{
			"fieldname": "sd_queue",
			"fieldtype": "Check",
			"label": "Waits in the Queue",
			"insert_after": "sd_category",
			"in_list_view": 1,
			"description": "A ticket in this state without an agent waits to be taken, in the order of urgency.",
		},
	],
	"Workflow Transition": [
		{
			"fieldname": "sd_trigger",
			"fieldtype": "Select",
			"label": "Set Going By",
			"options": "Button\nCustomer Reply\nAgent Already Assigned\nAssignment\nElapsed Time"
			"\nHanded On\nVisit Planned\nVisit Ended\nMerged",
			"default": "Button",
			"insert_after": "allowed",
			"description": "A button somebody presses, or what happens on a ticket.",
		},
		{
			"fieldname": "sd_requires",
			"fieldtype": "Select",
			"label": "Demands",
			"options": "\nMessage\nResolution\nReason for Waiting\nWorkaround",
			"insert_after": "sd_trigger",
			"description": "What has to be written before a ticket goes this way.",
		},
		{
			"fieldname": "sd_after",
			"fieldtype": "Int",
			"label": "After",
			"insert_after": "sd_requires",
			"depends_on": "eval:doc.sd_trigger == 'Elapsed Time'",
			"non_negative": 1,
		},
		{
			"fieldname": "sd_after_unit",
			"fieldtype": "Select",
			"label": "Unit",
			"options": "Minutes\nHours\nDays\nWorking Hours\nWorking Days",
			"default": "Working Days",
			"insert_after": "sd_after",
			"depends_on": "eval:doc.sd_trigger == 'Elapsed Time'",
		},
	],
}


def before_install() -> None:
	"""Make the roles, so that the customers' one never gets the desk."""
	_ensure_roles()


def after_install() -> None:
	"""Make everything that is not a DocType."""
	_ensure_everything()
	# Once, so that an administrator may turn it on: the server's insides are nothing for a customer's browser.
	frappe.db.set_single_value("System Settings", "allow_error_traceback", 0)


def ensure_modules() -> None:
	"""Know the app's modules that came after the site was made: the framework writes them down at installation only."""
	known = set(frappe.get_all("Module Def", {"app_name": "servicedesk"}, pluck="name"))
	for module in frappe.get_module_list("servicedesk"):
		if module not in known:
			new = frappe.get_doc({"doctype": "Module Def", "module_name": module, "app_name": "servicedesk"})
			new.insert(ignore_permissions=True)  # nobody is signed in at a migration


def after_migrate() -> None:
	"""The same again: whatever is there already stays as it is."""
	_ensure_everything()


def _ensure_everything() -> None:
	_ensure_roles()
	create_custom_fields(OWN_FIELDS, update=False)
	_renew_options()
	ensure_sequence()
	ensure_clock_kinds()
	ensure_workflow()
	ensure_contact_rights()
	web_form_rights.ensure_rights()
	web_forms.ensure_versions()
	ensure_address_template()
	_ensure_list_columns()
	_let_states_be_renamed()
	kanban.ensure_board()
	# An index that was added later would not reach a site that has the DocType already.
	for module in INDEXED:
		module.on_doctype_update()
	_ensure_settings()
	_stay_awake()
	ensure_templates()
	ensure_rules()
	# Before anybody's browser asks for it: two that ask first at once would wait for each other.
	own_key()
	drop_all_reset_keys()
	frappe.clear_cache()


def _let_states_be_renamed() -> None:
	"""The framework gives states one name for ever; staff of a desk rename theirs, and tickets follow (workflow_rename)."""
	if not frappe.get_meta("Workflow State").allow_rename:
		make_property_setter(
			"Workflow State",
			None,
			"allow_rename",
			"1",
			"Check",
			for_doctype=True,
			validate_fields_for_doctype=False,
		)


def _renew_options() -> None:
	"""Choices that came with a newer version reach the fields that are there already."""
	for doctype, fields in OWN_FIELDS.items():
		for field in fields:
			name = f"{doctype}-{field['fieldname']}"
			if (
				"options" in field
				and frappe.db.get_value("Custom Field", name, "options") != field["options"]
			):
				# query-in-loop: a handful of fields, at a migration
				frappe.db.set_value("Custom Field", name, "options", field["options"])


def _stay_awake() -> None:
	"""Mail and clocks wait for nobody to sign in: the framework's jobs would run once a day after four days without."""
	if int(frappe.db.get_single_value("System Settings", "dormant_days") or 0) < NEVER_DAYS:
		frappe.db.set_single_value("System Settings", "dormant_days", NEVER_DAYS)


def _ensure_settings() -> None:
	"""Settings that came with a newer version begin with their defaults; the framework would read them as nothing."""
	stored = frappe.db.get_singles_dict(SETTINGS)
	for field in frappe.get_meta(SETTINGS).fields:
		if field.default and field.fieldname not in stored:
			frappe.db.set_single_value(SETTINGS, field.fieldname, field.default)


def _ensure_roles() -> None:
	for role in DESK_ROLES:
		_ensure_role(role, desk_access=1)
	_ensure_role(CUSTOMER_ROLE, desk_access=0)


def _ensure_role(name: str, desk_access: int) -> None:
	if frappe.db.exists("Role", name):
		if frappe.db.get_value("Role", name, "desk_access") != desk_access:
			frappe.get_doc("Role", name).update({"desk_access": desk_access}).save()
		return
	frappe.get_doc({"doctype": "Role", "role_name": name, "desk_access": desk_access}).insert()


def _ensure_list_columns() -> None:
	"""Show more columns than the framework's four; what staff have set for a list stays."""
	present = set(frappe.get_all("List View Settings", pluck="name"))
	for doctype in WIDE_LISTS:
		if doctype not in present:
			frappe.get_doc({"doctype": "List View Settings", "total_fields": LIST_COLUMNS}).insert(
				set_name=doctype
			)
	if TICKETS not in present:
		# Counting all that a filter finds reads all of it: nothing for a list of a million.
		quick = {"disable_count": 1, "disable_sidebar_stats": 1, "total_fields": TICKET_COLUMNS}
		frappe.get_doc({"doctype": "List View Settings", **quick}).insert(set_name=TICKETS)
