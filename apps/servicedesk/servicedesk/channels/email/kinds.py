"""Mails that no person wrote: they open no ticket and are never answered, or two machines would write for ever."""

from typing import Any

import frappe

PERSON, AUTOMATIC, BOUNCE, LIST, OWN = "", "automatic", "bounce", "list", "own"
BULK = frozenset(("bulk", "junk", "list", "auto_reply"))
LIST_HEADERS = ("list-id", "list-post")
DAEMONS = frozenset(("mailer-daemon", "mail-daemon", "mdaemon"))


def machine_of(message: Any) -> str:
	"""What kind of machine has sent this (a MailMessage); PERSON, which is empty, for a person.

	Sources: RFC 3834 (Auto-Submitted, empty Return-Path), RFC 3464 (reports), RFC 2919 and 2369 (lists).
	"""
	names = {sender.address.partition("@")[0] for sender in message.senders}
	if message.content_type == "multipart/report" or names & DAEMONS:
		return BOUNCE
	# By the message, not by its domain, which our people's own programs use as well.
	if message.message_id and frappe.db.exists(
		"SD Outgoing Message", {"message_identifier": message.message_id}
	):
		return OWN
	if any(message.header(name) for name in LIST_HEADERS):
		return LIST
	return AUTOMATIC if message.return_path == "" or _says_automatic(message) else PERSON


def _says_automatic(message: Any) -> bool:
	submitted = message.header("auto-submitted").partition(";")[0].strip().lower()
	return (
		submitted not in ("", "no")
		or message.header("precedence").strip().lower() in BULK
		or bool(message.header("x-autoreply"))
	)
