"""SD Team: people who work on tickets together."""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from servicedesk.catalogue.record_options import names_of
from servicedesk.shared.errors import refuse
from servicedesk.tickets.teams import may_work


class SDTeam(Document):
	"""Its members, how tickets find their agent among them, and where they escalate to."""

	next_team: str | None
	last_turn: int | None

	def validate(self) -> None:
		"""Everybody in it can have tickets and is in it once; a circle of teams would hand tickets on for ever."""
		before = self.get_doc_before_save()
		self.last_turn = before.last_turn if before else 0
		if (self.tier or 0) < 1:
			refuse({"tier": _("The line is a whole number from 1.")})
		self.check_members()
		self.check_next_team()

	def check_members(self) -> None:
		"""Staff who can sign in, each once; skills that exist; no negative limit."""
		seen: set[str] = set()
		for row in self.members:
			problem = self._problem_of(row, seen)
			if problem:
				refuse({"members": _("Row {0}: {1}").format(row.idx, problem)})
			seen.add(row.user)

	def _problem_of(self, row: Any, seen: set[str]) -> str:
		if row.user in seen:
			return _("{0} is in the team already.").format(row.user)
		# Whoever has left since stays in it, and gets nothing, until somebody takes them out.
		if self._is_new_member(row) and not may_work(row.user):
			return _("{0} does not work at this desk.").format(row.user)
		if (row.most_tickets or 0) < 0:
			return _("The number of tickets is 0 or more.")
		unknown = _unknown_skills(row.skills)
		return _("{0} is neither a category nor a service.").format(unknown[0]) if unknown else ""

	def _is_new_member(self, row: Any) -> bool:
		before = self.get_doc_before_save()
		return not before or all(member.user != row.user for member in before.members)

	def check_next_team(self) -> None:
		"""A team does not escalate to itself, over others either. One statement."""
		if not self.next_team:
			return
		following = dict(frappe.get_all("SD Team", fields=["name", "next_team"], as_list=True))
		walked = [self.name]
		name: str | None = self.next_team
		while name and name not in walked:
			walked.append(name)
			name = following.get(name)
		if name == self.name:
			circle = " › ".join([*walked, self.name])
			refuse({"next_team": _("Teams cannot escalate in a circle: {0}").format(circle)})


def _unknown_skills(skills: str | None) -> list[str]:
	lines = [line.strip() for line in (skills or "").split("\n") if line.strip()]
	if not lines:
		return []
	known = names_of("category") | set(frappe.get_all("SD Service", {"name": ("in", lines)}, pluck="name"))
	return [line for line in lines if line not in known]
