"""Each public form carries a pass: signed by the site, good for a while, and for one request.

Programs that send forms blindly have none, are too fast, or send the same one again, which makes no second request.
"""

import frappe
from frappe import _

from servicedesk.domain.form_pass import FormPass, Verdict, parse_pass, verdict
from servicedesk.shared.compat import utc_now
from servicedesk.shared.errors import refuse
from servicedesk.shared.signing import is_signed, sign

PURPOSE = "public-form"


class PassIsOver(Exception):
	"""The pass is none of this site's, or too old: the form has to be sent with a new one."""


def issue(route: str) -> str:
	"""A new pass for the form at that address."""
	bare = FormPass(_now(), frappe.generate_hash(length=24), "")
	return str(bare._replace(signature=sign(PURPOSE, f"{route}:{bare.signed}")))


def check(route: str, text: str) -> str:
	"""Return the pass's number, which is used once; raises PassIsOver, or Refused where it came too fast for a person."""
	given = parse_pass(text)
	if not given or not is_signed(PURPOSE, f"{route}:{given.signed}", given.signature):
		raise PassIsOver
	found = verdict(given.given_at, _now())
	if found is Verdict.TOO_OLD:
		raise PassIsOver
	if found is Verdict.TOO_FAST:
		refuse({"form": _("That was very fast. Please wait a few seconds and send it again.")})
	return given.number


def _now() -> int:
	return int(utc_now().timestamp())
