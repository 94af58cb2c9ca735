"""English words for codes and prefixed names: the framework keeps no table for English, and shows what is stored."""

import frappe

CODES = {
	"new": "New",
	"active": "Active",
	"waiting_for_customer": "Waiting for customer",
	"waiting_for_others": "Waiting for others",
	"resolved": "Resolved",
	"closed": "Closed",
	"cancelled": "Cancelled",
	"not_started": "Not started",
	"running": "Running",
	"paused": "Paused",
	"met": "Met",
	"met_late": "Met late",
	"breached": "Breached",
}
PREFIX = "SD "
NAMES = (
	"SD Access Link",
	"SD Blocked Sender",
	"SD Contract",
	"SD Contract Service",
	"SD Contract Site",
	"SD Customer",
	"SD Equipment",
	"SD Equipment Kind",
	"SD Field Visit",
	"SD Import",
	"SD Import Problem",
	"SD Incoming Mail",
	"SD Mailbox",
	"SD Message Template",
	"SD Notice Rule",
	"SD Outgoing Message",
	"SD Portal Account",
	"SD Priority",
	"SD Problem",
	"SD Registration",
	"SD Request Type",
	"SD SLA",
	"SD Service",
	"SD Service Category",
	"SD Settings",
	"SD Sign-In Source",
	"SD Site",
	"SD Ticket",
	"SD Ticket Clock",
	"SD Ticket Event",
	"SD Ticket Link",
	"SD Work Calendar",
)


def boot_words() -> dict[str, str]:
	"""What the desk calls our codes and DocTypes in English; nothing in other languages. Hook: get_translated_dict."""
	if (frappe.local.lang or "en").split("-")[0] != "en":
		return {}
	return CODES | {name: name.removeprefix(PREFIX) for name in NAMES}
