"""Ten thousand rows of each kind of table, beside saving the same records one by one.

The floor saves a sample and is multiplied: ten thousand saves would take minutes. Everything is gone afterwards.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import frappe

from servicedesk.imports import loading
from servicedesk.imports.registers import REGISTERS

ROWS = 10_000
SAVED = 50
TARGET = "60 s"
OWNER = "Administrator"
MARK = "Bench"
# Rows of one kind refer to those before it.
TABLES: dict[str, tuple[str, Callable[[int], str]]] = {
	"Customers": (
		"customer_code;customer_name;city;phone;language;correspondence_email",
		lambda n: f"{MARK}-{n};{MARK} Клиент № {n} ООД;София;+359 2 {n:06};bg;office{n}@bench.example",
	),
	"Sites": (
		"customer;site_name;city;street",
		lambda n: f"{MARK}-{n};Склад {n};Пловдив;ул. Марица {n}",
	),
	"Contacts": (
		"customer;first_name;last_name;email_id;phone;designation",
		lambda n: f"{MARK}-{n};Мария;Петрова {n};maria{n}@bench.example;+359 88 {n:06};Директор",
	),
	"Services": (
		"service_name;description",
		lambda n: f"{MARK} Услуга {n};Поддръжка на място, по телефон и по поща",
	),
	"Contracts": (
		"contract_number;customer;contract_state;start_date;end_date;services;sites",
		lambda n: f"{MARK}-D-{n};{MARK}-{n};Active;01.01.2026;31.12.2027;{MARK} Услуга {n};Склад {n}",
	),
	"Equipment": (
		"customer;model;serial_number;inventory_number;site;contract;service;purchased_on;warranty_until",
		lambda n: (
			f"{MARK}-{n};LaserJet {n % 40};{MARK}{n:08};{n};Склад {n};{MARK}-D-{n};{MARK} Услуга {n};"
			"01.02.2026;01.02.2028"
		),
	),
}
WRITTEN = ("SD Contract Service", "SD Contract Site", "Contact Email", "Contact Phone", "Dynamic Link")


def rows() -> list[tuple[str, ...]]:
	"""The benchmark's table: seconds for ten thousand rows, beside ten thousand saves."""
	frappe.set_user(OWNER)
	with _nothing_left():
		return [_row(kind) for kind in TABLES]


def _row(kind: str) -> tuple[str, ...]:
	spent, counts = _loaded(kind)
	assert counts["made"] == ROWS, (kind, counts)
	again, unchanged = _loaded(kind)
	assert unchanged["unchanged"] == ROWS, (kind, unchanged)
	saved = _seconds_to_save(kind) * ROWS / SAVED
	return (
		f"import of 10,000 rows, {kind.lower()}",
		f"{spent:.1f} s, the same again {again:.1f} s",
		f"{saved:.0f} s, saved one by one (from {SAVED})",
		f"{spent / saved:.2f}",
		TARGET,
	)


def _table(kind: str) -> bytes:
	head, line = TABLES[kind]
	return "\n".join((head, *(line(number) for number in range(ROWS)))).encode()


def _loaded(kind: str) -> tuple[float, dict[str, int]]:
	"""Seconds from the file's bytes to the last commit, as the worker does it."""
	job = frappe.get_doc({"doctype": "SD Import", "kind": kind}).insert()
	job.db_set("started_by", OWNER)
	frappe.db.commit()
	content = _table(kind)
	started = time.perf_counter()
	counts = loading.Loading(job, content).run()
	return time.perf_counter() - started, counts


def _seconds_to_save(kind: str) -> float:
	"""Seconds to save copies of some of the records that were loaded, as the form does."""
	register = REGISTERS[kind]
	names = frappe.get_all(
		register.doctype, filters={"owner": OWNER}, order_by="creation desc", limit=SAVED, pluck="name"
	)
	copies = [_copy(register, frappe.get_doc(register.doctype, name)) for name in names]
	started = time.perf_counter()
	for copy in copies:
		copy.insert()
	frappe.db.commit()
	return (time.perf_counter() - started) * SAVED / len(copies)


def _copy(register: Any, document: Any) -> Any:
	copy = frappe.copy_doc(document)
	for fieldname in ("customer_name", "customer_code", "site_name", "service_name", "contract_number"):
		if copy.get(fieldname):
			copy.set(fieldname, f"{copy.get(fieldname)} (copy)")
	if register.kind == "Equipment":
		copy.serial_number = f"{copy.serial_number}-copy"
	if register.kind == "Contacts":
		# The form asks a server on the Internet for a picture; what is measured here is the database.
		copy.image = "/files/none.png"
	return copy


@contextmanager
def _nothing_left() -> Iterator[None]:
	"""Remove everything that was made since, afterwards."""
	since = frappe.utils.now_datetime()
	try:
		yield
	finally:
		frappe.db.rollback()
		doctypes = {register.doctype for register in REGISTERS.values()}
		for doctype in (*doctypes, *WRITTEN, "Version", "SD Import", "SD Import Problem"):
			frappe.db.delete(doctype, {"creation": (">=", since)})
		frappe.db.commit()
		frappe.clear_cache()
