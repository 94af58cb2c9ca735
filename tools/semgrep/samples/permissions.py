import frappe
from markupsafe import Markup


def write(doc):
	# ruleid: ignore-permissions-outside-the-door
	doc.insert(ignore_permissions=True)
	# ruleid: ignore-permissions-outside-the-door
	frappe.get_all("SD Ticket", filters={"name": "T-1"}, ignore_permissions=True)
	# ruleid: ignore-permissions-outside-the-door
	doc.flags.ignore_permissions = True
	# ok: ignore-permissions-outside-the-door
	doc.insert()
	# ok: ignore-permissions-outside-the-door
	doc.flags.ignore_permissions = False


def render(doc, environment):
	# ruleid: template-from-data
	frappe.render_template(doc.body, {"doc": doc})
	# ruleid: template-from-data
	environment.from_string(doc.body)
	# ok: template-from-data
	frappe.render_template("servicedesk/templates/mail/notice.html", {"doc": doc})


def compute(doc):
	# ruleid: code-from-data
	eval(doc.formula)
	# ruleid: code-from-data
	frappe.safe_eval(doc.condition, None, {"doc": doc})
	# ok: code-from-data
	return {"sum": sum}[doc.formula](doc.values)


def show(name):
	# ruleid: markup-declared-safe
	Markup(name)
	# ruleid: markup-declared-safe
	Markup(f"<b>{name}</b>")
	# ok: markup-declared-safe
	return Markup("<b>{}</b>").format(name)


def demand(doc):
	# ruleid: right-demanded-by-the-framework
	frappe.has_permission("SD Ticket", "write", doc, throw=True)
	# ok: right-demanded-by-the-framework
	frappe.has_permission("SD Ticket", "write", doc)
