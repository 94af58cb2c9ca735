"""What a piece of equipment is called, and what it may be a part of."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

TITLE_LENGTH = 255
MAXIMUM_LEVELS = 20


class ParentProblem(str, Enum):
	"""Why something cannot be a part of something else."""

	OTHER_CUSTOMER = "other_customer"
	CYCLE = "cycle"
	TOO_DEEP = "too_deep"


def made_title(kind: str, model: str, serial_number: str) -> str:
	"""The title of equipment that nobody named: what is known of it, in the order in which people say it."""
	return " ".join(part for part in (kind, model, serial_number) if part)[:TITLE_LENGTH]


def title_to_keep(typed: str, made_before: str, made_now: str) -> str:
	"""The title to store: what somebody typed stays, one that was made by itself follows its parts."""
	return made_now if not typed or typed == made_before else typed


def parent_problem(name: str, customer: str, chain: Sequence[tuple[str, str]]) -> ParentProblem | None:
	"""What stands against a new parent. `chain`: the parent and all above it, each as (name, customer).

	A chain of `MAXIMUM_LEVELS` holds whatever a company has in one another, and ends a list that goes in circles.
	"""
	if any(owner != customer for _name, owner in chain):
		return ParentProblem.OTHER_CUSTOMER
	if any(above == name for above, _owner in chain):
		return ParentProblem.CYCLE
	return ParentProblem.TOO_DEEP if len(chain) >= MAXIMUM_LEVELS else None
