"""Who is more than a customer, whichever app has made them so."""

import frappe

from servicedesk.shared.visibility import is_staff

WEBSITE_USER = "Website User"


def belongs_to_desk(user: str) -> bool:
	"""Whether the user is staff, or somebody of another app who signs in to the same desk.

	Customers' accounts, passwords and switches are not for them; is_staff alone knows this desk's roles only.
	"""
	if user in ("Administrator", "Guest") or is_staff(user):
		return True
	# Kinds of user that an administrator has made have the desk too.
	return (frappe.db.get_value("User", user, "user_type") or WEBSITE_USER) != WEBSITE_USER
