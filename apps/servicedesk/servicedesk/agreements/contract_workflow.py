"""The workflow of contracts that a site starts with. Staff change it as they like; it is never written over."""

import frappe

NAME = "Contracts"
KEEPERS = ("Service Desk Supervisor", "Service Desk Administrator")
# State, and the colour in which the desk shows it.
STATES = (("Draft", ""), ("Active", "Success"), ("Expired", "Warning"), ("Terminated", "Danger"))
TRANSITIONS = (
	("Draft", "Activate", "Active"),
	("Active", "Terminate", "Terminated"),
	("Expired", "Renew", "Active"),
	("Expired", "Terminate", "Terminated"),
)


def ensure_workflow() -> None:
	"""Make the workflow unless there is one for contracts already, in use or not."""
	if frappe.db.exists("Workflow", {"document_type": "SD Contract"}):
		return
	for state, style in STATES:
		_ensure("Workflow State", "workflow_state_name", state, style=style)
	for action in dict.fromkeys(action for _state, action, _next in TRANSITIONS):
		_ensure("Workflow Action Master", "workflow_action_name", action)
	frappe.get_doc(
		{
			"doctype": "Workflow",
			"workflow_name": NAME,
			"document_type": "SD Contract",
			"workflow_state_field": "contract_state",
			"is_active": 1,
			"send_email_alert": 0,
			"states": [
				{"state": state, "doc_status": "0", "allow_edit": role}
				for state, _style in STATES
				for role in KEEPERS
			],
			"transitions": [
				{
					"state": state,
					"action": action,
					"next_state": next_state,
					"allowed": role,
					"allow_self_approval": 1,
				}
				for state, action, next_state in TRANSITIONS
				for role in KEEPERS
			],
		}
	).insert()


def _ensure(doctype: str, name_field: str, name: str, **values: str) -> None:
	if not frappe.db.exists(doctype, name):
		frappe.get_doc({"doctype": doctype, name_field: name, **values}).insert()
