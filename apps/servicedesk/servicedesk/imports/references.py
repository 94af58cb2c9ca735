"""What a table calls by its name or code, looked up for many rows at once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import frappe

from servicedesk.domain.text_normalisation import comparison_key


@dataclass(frozen=True)
class Target:
	"""How a DocType's records are called: by which fields, the most telling first."""

	called_by: tuple[str, ...]
	filters: Mapping[str, Any] = field(default_factory=dict)


TARGETS: Mapping[str, Target] = {
	"SD Customer": Target(("customer_code", "customer_name", "name")),
	"SD Contract": Target(("name",)),
	"SD Service": Target(("name",)),
	"SD Service Category": Target(("name",)),
	"SD Equipment Kind": Target(("name",)),
	"SD SLA": Target(("name",)),
	"Language": Target(("name", "language_name")),
	# Whoever manages a customer works in the desk.
	"User": Target(("name",), {"enabled": 1, "user_type": "System User"}),
}


def names_of(doctype: str, written: Collection[str]) -> dict[str, str]:
	"""The names of the records that are called so, by `comparison_key`. One statement."""
	if not written:
		return {}
	target = TARGETS[doctype]
	rows = frappe.get_all(
		doctype,
		filters=dict(target.filters),
		or_filters=[[fieldname, "in", list(written)] for fieldname in target.called_by],
		fields=list({"name", *target.called_by}),
	)
	found: dict[str, str] = {}
	for fieldname in target.called_by:
		for row in rows:
			if row[fieldname]:
				found.setdefault(comparison_key(row[fieldname]), row.name)
	return found


def sites_of(wanted: Collection[tuple[str, str]]) -> dict[tuple[str, str], str]:
	"""The names of sites by (customer, `comparison_key` of the site's name). One statement."""
	if not wanted:
		return {}
	rows = frappe.get_all(
		"SD Site",
		filters={
			"customer": ("in", list({customer for customer, _site in wanted})),
			"site_name": ("in", list({site for _customer, site in wanted})),
		},
		fields=["name", "customer", "site_name"],
	)
	return {(row.customer, comparison_key(row.site_name)): row.name for row in rows}
