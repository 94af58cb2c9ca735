"""Endpoints of the import's form: who may call them, and what they give away."""

import json
from unittest.mock import patch

import frappe

from servicedesk.api.agent import imports as endpoints
from servicedesk.imports import loading
from servicedesk.imports.progress import progress_of
from servicedesk.imports.testing import IMPORTER, ImportCase, load, make_import
from servicedesk.shared.testing import make_user

GOOD_AND_BAD = "customer_code;customer_name;phone\nR-1;One;\nR-2;Two;call me\nR-3;Three;\n"


class TestImportEndpoints(ImportCase):
	"""Only administrators import; what they take away runs nowhere."""

	def test_supervisors_and_agents_may_not(self) -> None:
		name = make_import("Customers", GOOD_AND_BAD)
		frappe.set_user("Administrator")
		for role in ("Service Desk Supervisor", "Service Desk Agent"):
			frappe.set_user("Administrator")
			frappe.set_user(make_user(f"{frappe.scrub(role)}@imports.test", role))
			for call in (
				lambda: endpoints.start(name),
				lambda: endpoints.progress(name),
				lambda: endpoints.report(name),
				lambda: endpoints.template("Customers"),
			):
				self.assertRaises(frappe.PermissionError, call)
		frappe.set_user(IMPORTER)

	def test_report_and_templates(self) -> None:
		document = load("Customers", "customer_name;phone\nA;=1+1\nB;@SUM(A1)\n")
		report = endpoints.report(document.name)
		self.assertIn(f'"{document.name}.csv"', report.headers["Content-Disposition"])
		text = report.get_data().decode("utf-8-sig")
		self.assertIn("2;Phone;'=1+1;This is not a phone number.\r\n", text)
		self.assertIn("'@SUM(A1)", text)
		for kind in frappe.get_meta("SD Import").get_field("kind").options.split("\n"):
			heading = endpoints.template(kind).get_data()
			checked = load(kind, heading + b"x\n", check_only=True)
			self.assertEqual(json.loads(checked.findings)["unknown"], [])
		self.assertRaises(frappe.DoesNotExistError, endpoints.template, "SD Settings")

	def test_progress(self) -> None:
		seen = []
		original = loading.show_progress

		def watched(name: str, read: int, total: int) -> None:
			original(name, read, total)
			seen.append(progress_of(name)["percent"])

		with patch.object(loading, "BATCH", 1), patch.object(loading, "show_progress", watched):
			document = load("Customers", GOOD_AND_BAD)
		self.assertEqual(seen, [33, 66, 99])
		self.assertEqual(endpoints.progress(document.name)["state"], "Done")
