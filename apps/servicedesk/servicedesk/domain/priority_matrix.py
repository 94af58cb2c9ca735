"""Priority from impact and urgency, by rules that staff keep as data.

A company may use both, or impact alone (integrator 6). The most exact rule decides, whatever the order they
are kept in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum


class MatrixError(ValueError):
	"""Two rules say different things about the same case."""


class Basis(str, Enum):
	"""Which rule decided; shown to agents as the reason."""

	BOTH = "both"
	IMPACT = "impact"
	URGENCY = "urgency"
	FALLBACK = "fallback"
	OVERRIDE = "override"

	def __str__(self) -> str:
		return self.value


@dataclass(frozen=True, slots=True)
class PriorityRule:
	"""One cell, or with one side empty a whole row or column, of the matrix."""

	impact: str
	urgency: str
	priority: str


@dataclass(frozen=True, slots=True)
class PriorityDecision:
	"""A priority and why. An override keeps what the matrix said in ``by_matrix``, and the agent's reason."""

	priority: str
	basis: Basis
	by_matrix: str
	reason: str = ""


class PriorityMatrix:
	"""The rules, ready to ask. Raises MatrixError for contradictions."""

	def __init__(self, rules: Iterable[PriorityRule], fallback: str) -> None:
		self._fallback = fallback
		self._priorities: dict[tuple[str, str], str] = {}
		for rule in rules:
			known = self._priorities.setdefault((rule.impact, rule.urgency), rule.priority)
			if known != rule.priority:
				raise MatrixError(f"impact {rule.impact!r} with urgency {rule.urgency!r} has two priorities")

	def decide(self, impact: str, urgency: str) -> PriorityDecision:
		"""Return the priority of a case; either side may be empty for not given."""
		candidates = (
			((impact, urgency), Basis.BOTH, impact and urgency),
			((impact, ""), Basis.IMPACT, impact),
			(("", urgency), Basis.URGENCY, urgency),
		)
		for key, basis, is_given in candidates:
			if is_given and key in self._priorities:
				return PriorityDecision(self._priorities[key], basis, self._priorities[key])
		return PriorityDecision(self._fallback, Basis.FALLBACK, self._fallback)


def overridden(decision: PriorityDecision, priority: str, reason: str) -> PriorityDecision:
	"""Return an agent's own choice in place of the matrix's; raises ValueError without a reason."""
	if not reason.strip():
		raise ValueError("an override needs a reason")
	return PriorityDecision(priority, Basis.OVERRIDE, decision.by_matrix, reason.strip())


def settled(
	decision: PriorityDecision, before: PriorityDecision | None, wanted: str, reason: str
) -> PriorityDecision:
	"""Return the priority that a case has, after what the matrix says now, what it had, and what is wanted.

	Whoever wants another priority than before overrides the matrix and needs a reason (ValueError without). An
	override stays when the matrix changes its mind; wanting what the matrix says, or nothing, takes it back.
	"""
	if wanted in ("", decision.priority):
		return decision
	is_untouched = before is not None and wanted == before.priority
	if is_untouched and before is not None and before.basis is not Basis.OVERRIDE:
		return decision
	return overridden(decision, wanted, reason)
