import frappe
from frappe import _, _lt

# ruleid: translated-at-import
STATES = {"new": _("New")}
# ok: translated-at-import
KINDS = {"new": _lt("New")}
# ok: translated-at-import
WHEN_SHOWN = {"new": lambda: _("New")}


def refuse(name):
	# ruleid: untranslated-message
	frappe.throw("This ticket is closed.")
	# ruleid: untranslated-message
	frappe.throw(f"The ticket {name} is closed.", frappe.ValidationError)
	# ruleid: untranslated-message
	frappe.msgprint("The ticket {0} is closed.".format(name))
	# ruleid: untranslated-message
	frappe.msgprint("The ticket %s is closed." % name)
	# ruleid: untranslated-message
	frappe.throw(_("This ticket is closed."), title="Closed")
	# ok: untranslated-message
	frappe.throw(_("The ticket {0} is closed.").format(name), title=_("Closed"))
	# ok: untranslated-message
	frappe.throw(message_of(name))


def translate(name):
	# ruleid: formatted-before-translation
	_(f"The ticket {name} is closed.")
	# ruleid: formatted-before-translation
	_("The ticket {0} is closed.".format(name))
	# ruleid: formatted-before-translation
	_("The ticket %s is closed." % name)
	# ruleid: formatted-before-translation
	_("The ticket is " + name)
	# ok: formatted-before-translation
	_("The ticket {0} is closed.").format(name)
	# ok: formatted-before-translation, translated-at-import
	_("A long sentence " "in two pieces.")
