"""SD Catalogue Favourite: see the DocType's description."""

import frappe
from frappe.model.document import Document


class SDCatalogueFavourite(Document):
	"""A person's star at a request type; one of each at most."""


def on_doctype_update() -> None:
	"""Read by person at every page with the catalogue; two clicks at once leave one star."""
	frappe.db.add_unique("SD Catalogue Favourite", ["user", "request_type"], "star_of_user")
