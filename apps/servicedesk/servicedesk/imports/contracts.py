"""Tables of contracts, with the services and sites that they cover."""

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from frappe.utils import getdate, today

from servicedesk.agreements import coverage
from servicedesk.domain.cell_values import CellKind
from servicedesk.domain.contract_term import ContractState, Term, change_problem
from servicedesk.domain.text_normalisation import comparison_key
from servicedesk.imports.candidates import Candidate
from servicedesk.imports.child_rows import ChildTable
from servicedesk.imports.columns import ImportColumn
from servicedesk.imports.references import sites_of
from servicedesk.imports.services import NamedRegister
from servicedesk.imports.writing import Stamp

SERVICES = ChildTable("SD Contract", "services", "SD Contract Service", "service", ("sla",))
SITES = ChildTable("SD Contract", "sites", "SD Contract Site", "site")


class Contracts(NamedRegister):
	"""Named by their number. A new one may be registered in any state; after that, states are the workflow's."""

	kind = "Contracts"
	doctype = "SD Contract"
	named_by = "contract_number"
	demanded = ("contract_number",)
	stored_elsewhere = frozenset({"services", "sla", "sites"})
	made_fields = ("terminated_on",)
	columns: ClassVar[tuple[ImportColumn, ...]] = (
		ImportColumn("contract_number", needed=True),
		ImportColumn("customer", CellKind.REFERENCE, "SD Customer", needed=True),
		ImportColumn("contract_state", CellKind.CHOICE),
		ImportColumn("start_date", CellKind.DATE, needed=True),
		ImportColumn("end_date", CellKind.DATE),
		ImportColumn("termination_reason", CellKind.LINES),
		ImportColumn("account_manager", CellKind.REFERENCE, "User"),
		ImportColumn("services", CellKind.REFERENCES, "SD Service"),
		ImportColumn("sla", CellKind.REFERENCE, "SD SLA", labelled_as=("SD Contract Service", "sla")),
		ImportColumn("sites", CellKind.REFERENCES, "SD Site"),
		ImportColumn("notes", CellKind.LINES),
	)

	def __init__(self) -> None:
		super().__init__()
		self.today: date = getdate(today())

	def find(self, batch: Sequence[Candidate]) -> None:
		"""Contracts with their child rows, and the sites that are named. Five statements."""
		super().find(batch)
		known = [each.existing["name"] for each in batch if each.existing]
		for table in (SERVICES, SITES):
			rows = table.rows_of(known)
			for candidate in batch:
				if candidate.existing:
					candidate.existing[table.fieldname] = rows.get(candidate.existing["name"], [])
		self._find_sites(batch)

	def _find_sites(self, batch: Sequence[Candidate]) -> None:
		wanted = [(each, _customer(each), each.values["sites"]) for each in batch if "sites" in each.values]
		found = sites_of([(customer, site) for _each, customer, sites in wanted for site in sites])
		for candidate, customer, sites in wanted:
			names = [found.get((customer, comparison_key(site)), "") for site in sites]
			for site, name in zip(sites, names, strict=True):
				if not name:
					candidate.refuse("sites", "not_of_customer", value=site)
			candidate.values["sites"] = tuple(dict.fromkeys(names))

	def check(self, candidate: Candidate) -> None:
		"""The dates' and states' rules are those of the form (`domain.contract_term`)."""
		before = candidate.existing or {}
		state_before = ContractState(before["contract_state"]) if before else None
		given = candidate.values
		state = ContractState(given.get("contract_state") or before.get("contract_state") or "Draft")
		if state_before and state is not state_before:
			candidate.refuse("contract_state", "state_by_steps", state=str(state_before))
		if before and given.get("customer", before["customer"]) != before["customer"]:
			candidate.refuse("customer", "other_customer")
		term = Term(
			number=given["contract_number"],
			state=state,
			start=given.get("start_date") or before["start_date"],
			end=given.get("end_date") or before.get("end_date"),
		)
		reason = given.get("termination_reason") or before.get("termination_reason") or ""
		if problem := change_problem(term, state_before, reason, self.today):
			candidate.refuse("termination_reason" if problem == "no_reason" else "end_date", problem.value)
		self._keep_termination(candidate, state)

	def _keep_termination(self, candidate: Candidate, state: ContractState) -> None:
		"""As in `agreements.contract_rules`: when and why is said of terminated contracts only."""
		if state is not ContractState.TERMINATED:
			candidate.values.pop("termination_reason", None)
		elif not (candidate.existing or {}).get("terminated_on"):
			candidate.values["terminated_on"] = min(
				candidate.values.get("end_date") or self.today, self.today
			)

	def row_changes(self, candidate: Candidate) -> dict[str, list[Any]]:
		"""Services and sites that come, go or get another SLA."""
		return {
			kind: [*SERVICES.changes(candidate)[kind], *SITES.changes(candidate)[kind]]
			for kind in ("added", "removed", "row_changed")
			if SERVICES.changes(candidate)[kind] or SITES.changes(candidate)[kind]
		}

	def written(self, batch: Sequence[Candidate], stamp: Stamp) -> None:
		"""Child rows; what customers are covered for is read anew."""
		for table in (SERVICES, SITES):
			table.write(batch, stamp)
		# Of everybody at once: customer by customer it would take longer than writing the contracts.
		coverage.forget_all_covers()


def _customer(candidate: Candidate) -> str:
	return str(candidate.values.get("customer") or (candidate.existing or {}).get("customer") or "")
