"""Why a clock has its target, in the reader's language: which SLA, where it comes from, and what chose the target."""

import json
from collections.abc import Mapping
from typing import Any

from frappe import _


def reason_text(clock: Mapping[str, Any]) -> str:
	"""Sentences for a stored clock (`sla`, `reason`); empty for one that was stored without a reason."""
	if not clock.get("reason"):
		return ""
	reason = json.loads(clock["reason"])
	return f"{_source(reason, clock['sla'])} {_conditions(reason['conditions'])}"


def _source(reason: Mapping[str, Any], sla: str) -> str:
	sentences = {
		"contract_service": _("{0}, by the contract {1} for this service."),
		"contract": _("{0}, by the contract {1}."),
		"customer": _("{0}, agreed with the customer {1}."),
		"service": _("{0}, by the service {1}."),
		"request_type": _("{0}, by the request type {1}."),
		"desk": _("{0}, which holds where nothing else was agreed."),
	}
	sentence = sentences.get(reason["source"])
	return sentence.format(sla, reason["named"]) if sentence else f"{sla}."


def _conditions(conditions: Mapping[str, str]) -> str:
	if not conditions:
		return _("The target holds for all tickets.")
	labels = {
		"service": _("service {0}"),
		"request_type": _("request type {0}"),
		"priority": _("priority {0}"),
	}
	named = [label.format(conditions[name]) for name, label in labels.items() if name in conditions]
	return _("The target holds for {0}.").format(", ".join(named))
