"""Imports as work for a background worker: one at a time on a site, each in its turn, whoever is killed meanwhile.

States: Draft (also after a check) → Queued → Running → Done or Failed; from Draft and Failed it can be started again.
A Running import whose worker is gone is taken up by the next worker that holds the turn.
"""

import json
import os
from typing import Any

import frappe
from frappe import _
from frappe.utils import now_datetime

from servicedesk.domain.table_encoding import MAXIMUM_BYTES, FileProblem
from servicedesk.imports.loading import COUNTS, Loading
from servicedesk.imports.progress import forget_progress
from servicedesk.imports.registers import REGISTERS
from servicedesk.shared.errors import Conflict, refuse
from servicedesk.shared.stored_files import bytes_of
from servicedesk.shared.turns import turn

DOCTYPE = "SD Import"
WORKER = "servicedesk.imports.job.work"
AT_WORK = ("Queued", "Running")
MAXIMUM_ATTEMPTS = 5
TIMEOUT_SECONDS = 3600
TURN_SECONDS = 5


def start(import_name: str, *, check_only: bool) -> None:
	"""Queue an import for the signed-in user. Raises Conflict, Refused or PermissionError."""
	job = frappe.get_doc(DOCTYPE, import_name, for_update=True)
	job.check_permission("write")
	if job.state in AT_WORK:
		frappe.throw(_("This import is at work already."), Conflict)
	if job.state == "Done":
		frappe.throw(_("This file is loaded. Make a new import for another one."), Conflict)
	if not job.file:
		refuse({"file": _("Attach a file first.")})
	job.db_set(
		{
			"file": _kept_private(job),
			"state": "Queued",
			"check_only": int(check_only),
			"started_by": frappe.session.user,
			"started_at": now_datetime(),
			"finished_at": None,
			"attempts": 0,
			"rows_read": 0,
			"rows_total": 0,
			"postponed": "",
			"findings": "",
			**dict.fromkeys(COUNTS, 0),
		}
	)
	forget_progress(import_name)
	_call_a_worker()


def _kept_private(job: Any) -> str:
	"""The file's address; a register of people is nothing for a public folder."""
	file = _file_of(job)
	if file.is_private:
		return str(file.file_url)
	# A copy, which gets a name of its own: moved, it would meet another private file of its name.
	kept = frappe.new_doc("File")
	kept.update({"file_name": file.file_name, "content": bytes_of(file.name), "is_private": 1})
	kept.update({"attached_to_doctype": DOCTYPE, "attached_to_name": job.name, "attached_to_field": "file"})
	kept.insert()
	file.delete()
	return str(kept.file_url)


def _file_of(job: Any) -> Any:
	"""The attached file, which must be this import's own. Raises Refused."""
	place = {"file_url": job.file, "attached_to_doctype": DOCTYPE, "attached_to_name": job.name}
	name = frappe.db.get_value("File", place)
	if not name:
		refuse({"file": _("Attach a file first.")})
	return frappe.get_doc("File", name)


def _call_a_worker() -> None:
	frappe.enqueue(WORKER, queue="long", timeout=TIMEOUT_SECONDS, enqueue_after_commit=True)


def resume_waiting() -> None:
	"""Take up what a killed worker has left. Runs every few minutes."""
	if frappe.db.exists(DOCTYPE, {"state": ("in", AT_WORK)}):
		_call_a_worker()


def work() -> None:
	"""Load what waits, one import after the other. Runs in a worker; does nothing while another one has the turn."""
	with turn("import", TURN_SECONDS) as is_mine:
		while is_mine and (import_name := _next()):
			_run(import_name)


def _next() -> str | None:
	"""The import that waits longest. A running one is an orphan, since the turn is ours."""
	frappe.db.rollback()  # nosemgrep: commit-in-request - a worker's own transaction: it must see what is new
	found = frappe.get_all(
		DOCTYPE, filters={"state": ("in", AT_WORK)}, order_by="started_at asc", limit=1, pluck="name"
	)
	return found[0] if found else None


def _run(import_name: str) -> None:
	"""Load one import's file, and write down how it went. Each way out leaves a state that says so."""
	job = frappe.get_doc(DOCTYPE, import_name)
	_keep(import_name, state="Running", attempts=job.attempts + 1)
	try:
		if job.attempts >= MAXIMUM_ATTEMPTS:
			raise FileProblem("stopped_too_often")
		_load(job)
	except FileProblem as problem:
		_give_up(job, problem)
	except (frappe.QueryDeadlockError, frappe.QueryTimeoutError):
		# Somebody else was in the way of the whole transaction: it is undone, and tried again.
		frappe.db.rollback()  # nosemgrep: commit-in-request - a worker's own transaction
	except Exception:  # noqa: BLE001 — whatever is wrong with one import must not hold up the others
		frappe.db.rollback()  # nosemgrep: commit-in-request - a worker's own transaction
		# With a traceback of its own making the framework stores each variable's value: the rows of people.
		frappe.log_error(f"Import {import_name}", frappe.get_traceback())
		_give_up(job, FileProblem("unexpected"))


def _load(job: Any) -> None:
	loading = Loading(job, _content(job))
	findings = loading.findings()
	_keep(job.name, rows_total=loading.total, findings=json.dumps(findings, ensure_ascii=False))
	counts = loading.run()
	undone = job.mode == "All or Nothing" and counts["bad"] and not job.check_only
	if undone:
		findings["problem"] = {"code": "nothing_stored", "line": 0, "parameters": {}}
		counts = {**counts, "made": 0, "changed": 0, "unchanged": 0}
	state = "Draft" if job.check_only else "Failed" if undone else "Done"
	_keep(
		job.name,
		state=state,
		finished_at=now_datetime(),
		findings=json.dumps(findings, ensure_ascii=False),
		**counts,
	)
	forget_progress(job.name)
	if state == "Done" and counts["made"] + counts["changed"]:
		_renew_search(REGISTERS[job.kind].doctype)


def _content(job: Any) -> bytes:
	"""The file's bytes, not read when there are too many of them. Raises FileProblem."""
	path = _file_of(job).get_full_path()
	if os.path.getsize(path) > MAXIMUM_BYTES:
		raise FileProblem("too_large", 0, {"maximum_megabytes": MAXIMUM_BYTES // 1024 // 1024})
	with open(path, "rb") as file:
		return file.read()


def _give_up(job: Any, problem: FileProblem) -> None:
	found = {"code": problem.code, "line": problem.line, "parameters": problem.parameters}
	state = "Draft" if job.check_only else "Failed"
	findings = json.dumps({"problem": found}, ensure_ascii=False)
	_keep(job.name, state=state, finished_at=now_datetime(), findings=findings)
	forget_progress(job.name)


def _keep(import_name: str, **values: object) -> None:
	frappe.db.set_value(DOCTYPE, import_name, values, update_modified=False)
	frappe.db.commit()  # nosemgrep: commit-in-request - a worker's own transaction


def _renew_search(doctype: str) -> None:
	"""The desk's search finds what was loaded, where it looks into such records at all."""
	if frappe.get_meta(doctype).get_global_search_fields():
		frappe.enqueue("frappe.utils.global_search.rebuild_for_doctype", queue="long", doctype=doctype)
