import importlib

import frappe


# ruleid: guest-outside-public
@frappe.whitelist(allow_guest=True, methods=["GET"])
def open_to_all() -> dict:
	return {}


# ruleid: guest-outside-public
@frappe.whitelist(methods=["GET"], allow_guest=OPEN)
def open_to_some() -> dict:
	return {}


# ok: guest-outside-public
@frappe.whitelist(methods=["GET"], allow_guest=False)
def open_to_none() -> dict:
	# ruleid: untyped-input-in-endpoint
	name = frappe.form_dict.name
	# ruleid: untyped-input-in-endpoint
	return frappe.request.json[name]


def page_context():
	# ok: untyped-input-in-endpoint
	return frappe.form_dict.name


def run(name):
	# ruleid: function-chosen-by-caller
	frappe.get_attr(name)()
	# ruleid: function-chosen-by-caller
	frappe.call(name, ticket=1)
	# ruleid: function-chosen-by-caller
	importlib.import_module(f"servicedesk.channels.{name}")
	# ok: function-chosen-by-caller
	frappe.get_attr("frappe.utils.now")()


def act():
	# ruleid: user-swapped
	frappe.set_user("Administrator")
	# ruleid: user-swapped
	frappe.session.user = "Administrator"
	# ok: user-swapped
	user = frappe.session.user
	return user


def verify(signature, expected, given_token, kind):
	# ruleid: secret-compared-by-equality
	if signature == expected:
		return True
	# ruleid: secret-compared-by-equality
	if expected != given_token:
		return False
	# ok: secret-compared-by-equality
	return kind == "signature"
