"""How a run behaves: checks, all or nothing, kills at any moment, two at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import frappe
import pymysql

from servicedesk.imports import job, loading
from servicedesk.imports.testing import (
	IMPORTER,
	ImportCase,
	counts,
	load,
	make_import,
	problem_of_file,
	problems,
)
from servicedesk.shared.errors import Conflict, Refused

GOOD_AND_BAD = "customer_code;customer_name;phone\nR-1;One;\nR-2;Two;call me\nR-3;Three;\n"


def stored() -> int:
	frappe.db.rollback()
	return int(frappe.db.count("SD Customer", {"owner": IMPORTER}))


class Killed(BaseException):
	"""What no handler catches, as the end of a process."""


class TestModes(ImportCase):
	"""Checks, and all or nothing."""

	def test_a_check_tells_everything_and_stores_nothing(self) -> None:
		document = load("Customers", GOOD_AND_BAD, check_only=True)
		self.assertEqual((document.state, counts(document)), ("Draft", (2, 0, 0, 1)))
		self.assertEqual(problems(document), [(3, "Phone", "This is not a phone number.")])
		self.assertEqual(stored(), 0)
		job.start(document.name, check_only=False)
		frappe.db.commit()
		job.work()
		document.reload()
		self.assertEqual((document.state, counts(document), stored()), ("Done", (2, 0, 0, 1), 2))
		self.assertEqual(len(problems(document)), 1)

	def test_all_or_nothing_stores_nothing_when_one_row_is_bad(self) -> None:
		document = load("Customers", GOOD_AND_BAD, mode="All or Nothing")
		self.assertEqual((document.state, counts(document)), ("Failed", (0, 0, 0, 1)))
		self.assertIn("Nothing was stored", problem_of_file(document))
		self.assertEqual((len(problems(document)), stored()), (1, 0))

	def test_all_or_nothing_stores_all(self) -> None:
		document = load("Customers", GOOD_AND_BAD.replace("call me", ""), mode="All or Nothing")
		self.assertEqual((document.state, counts(document), stored()), ("Done", (3, 0, 0, 0), 3))

	def test_what_is_done_is_not_started_again(self) -> None:
		document = load("Customers", GOOD_AND_BAD)
		self.assertRaises(Conflict, job.start, document.name, check_only=False)
		document.kind = "Sites"
		self.assertRaises(Conflict, document.save)

	def test_nothing_changes_while_it_is_at_work(self) -> None:
		name = make_import("Customers", GOOD_AND_BAD)
		job.start(name, check_only=False)
		document = frappe.get_doc("SD Import", name)
		self.assertRaises(Conflict, document.save)
		self.assertRaises(Conflict, document.delete)
		self.assertRaises(Conflict, job.start, name, check_only=True)

	def test_results_are_the_worker_s_alone(self) -> None:
		document = frappe.get_doc("SD Import", make_import("Customers", GOOD_AND_BAD))
		document.update({"state": "Queued", "started_by": "Administrator", "made": 7}).save()
		self.assertEqual((document.state, document.started_by, document.made), ("Draft", None, 0))

	def test_without_a_file_of_its_own_nothing_starts(self) -> None:
		document = frappe.get_doc({"doctype": "SD Import", "kind": "Customers"}).insert()
		self.assertRaises(Refused, job.start, document.name, check_only=False)
		document.update({"file": "/private/files/of-somebody-else.csv"}).save()
		self.assertRaises(Refused, job.start, document.name, check_only=False)

	def test_a_file_attached_publicly_becomes_private(self) -> None:
		document = frappe.get_doc("SD Import", make_import("Customers", GOOD_AND_BAD, public=True))
		self.assertTrue(document.file.startswith("/files/"))
		job.start(document.name, check_only=False)
		frappe.db.commit()
		job.work()
		document.reload()
		self.assertTrue(document.file.startswith("/private/files/"))
		self.assertEqual(counts(document), (2, 0, 0, 1))

	def test_an_unexpected_error_is_said_and_logged(self) -> None:
		with patch.object(loading.Loading, "run", side_effect=ZeroDivisionError):
			document = load("Customers", GOOD_AND_BAD)
		self.assertEqual(document.state, "Failed")
		self.assertIn("error log", problem_of_file(document))
		logged = {"method": ("like", f"Import {document.name}%")}
		[error] = frappe.get_all("Error Log", filters=logged, pluck="error")
		frappe.db.delete("Error Log", logged)
		self.assertIn("ZeroDivisionError", error)
		# No values of variables, which are people's data.
		self.assertNotIn("job = ", error)


class TestKills(ImportCase):
	"""A worker is killed at any moment; the next one goes on, and nothing is stored twice or lost."""

	def interrupted(self, moment: str, turn: int, mode: str = "Keep Good Rows") -> Any:
		rows = "".join(f"R-{number};Customer {number}\n" for number in range(30))
		name = make_import("Customers", f"customer_code;customer_name\n{rows}R-1;Twice\n;\n", mode=mode)
		job.start(name, check_only=False)
		frappe.db.commit()
		original, calls = getattr(loading.Loading, moment), []

		def killed(*args: Any) -> Any:
			calls.append(moment)
			if len(calls) == turn:
				raise Killed
			return original(*args)

		with patch.object(loading, "BATCH", 7):
			with patch.object(loading.Loading, moment, killed), self.assertRaises(Killed):
				job.work()
			frappe.db.rollback()  # the database does it when a connection is gone
			self.assertEqual(frappe.db.get_value("SD Import", name, "state"), "Running")
			job.work()
		return frappe.get_doc("SD Import", name)

	def test_at_any_moment(self) -> None:
		for moment in ("_stored", "_count", "_keep", "_load_pending"):
			for turn in (1, 3) if moment != "_load_pending" else (1,):
				with self.subTest(f"{moment} {turn}"):
					document = self.interrupted(moment, turn)
					self.assertEqual((document.state, counts(document)), ("Done", (30, 0, 0, 1)))
					self.assertEqual((document.attempts, stored()), (2, 30))
					self.assertEqual(problems(document), [(32, "", "The same stands in line 3.")])
					self.tearDown()

	def test_all_or_nothing_begins_anew(self) -> None:
		document = self.interrupted("_stored", 3, mode="All or Nothing")
		self.assertEqual((document.state, counts(document), stored()), ("Failed", (0, 0, 0, 1), 0))

	def test_whoever_stops_too_often_is_given_up(self) -> None:
		name = make_import("Customers", GOOD_AND_BAD)
		job.start(name, check_only=False)
		frappe.db.set_value("SD Import", name, "attempts", job.MAXIMUM_ATTEMPTS)
		frappe.db.commit()
		job.work()
		document = frappe.get_doc("SD Import", name)
		self.assertEqual((document.state, stored()), ("Failed", 0))
		self.assertIn("stopped too often", problem_of_file(document))


class TestTurns(ImportCase):
	"""Two at once: one after the other, each row once."""

	def test_one_worker_loads_all_that_waits_and_another_does_nothing(self) -> None:
		names = [make_import("Customers", GOOD_AND_BAD) for _each in range(2)]
		for name in names:
			job.start(name, check_only=False)
		frappe.db.commit()
		with patch.object(job, "TURN_SECONDS", 0), _other_connection() as other:
			key = f"servicedesk_import:{frappe.conf.db_name}"[:64]
			other.execute("select get_lock(%s, 0)", key)
			job.work()
			self.assertEqual(stored(), 0)
			other.execute("select release_lock(%s)", key)
		job.work()
		first, second = (frappe.get_doc("SD Import", name) for name in names)
		self.assertEqual((counts(first), counts(second), stored()), ((2, 0, 0, 1), (0, 0, 2, 1), 2))

	def test_what_somebody_else_stores_meanwhile_is_found(self) -> None:
		original = loading.store
		meanwhile: list[bool] = []

		def late(*args: Any, **kwargs: Any) -> None:
			if not meanwhile:
				frappe.db.count("SD Customer")  # from here on this transaction sees the past
				with _other_connection() as other:
					other.execute(
						"""insert into `tabSD Customer` (name, owner, customer_code, customer_name)
						values ('import-late', %s, 'R-1', 'One')""",
						IMPORTER,
					)
				meanwhile.append(True)
			original(*args, **kwargs)

		with patch.object(loading, "store", late):
			document = load("Customers", GOOD_AND_BAD)
		self.assertEqual((counts(document), stored()), ((1, 0, 1, 1), 2))


@contextmanager
def _other_connection() -> Iterator[Any]:
	"""Another process's cursor on the site's database, which commits each statement."""
	conf = frappe.conf
	place = {"unix_socket": conf.db_socket} if conf.db_socket else {"host": conf.db_host or "127.0.0.1"}
	connection = pymysql.connect(
		user=conf.db_user or conf.db_name,
		password=conf.db_password,
		database=conf.db_name,
		port=int(conf.db_port or 3306),
		autocommit=True,
		charset="utf8mb4",
		**place,
	)
	with connection, connection.cursor() as cursor:
		yield cursor
