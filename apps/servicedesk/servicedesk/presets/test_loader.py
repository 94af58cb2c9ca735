"""Loading of presets: complete, repeatable, and only what differs is changed."""

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

import frappe

from servicedesk.presets.loader import CONFIGURATION, PresetMissing, load, preset_folder
from servicedesk.shared.testing import DeskTestCase

RECORDS = [
	{"doctype": "SD Priority", "name": "T Loaded", "title": "T Loaded", "level": 2},
	{
		"doctype": "SD Work Calendar",
		"name": "T Loaded Hours",
		"title": "T Loaded Hours",
		"time_zone": "Europe/Bucharest",
		"intervals": [{"day": "Monday", "opens": "09:00:00", "closes": "17:00:00"}],
	},
	{"doctype": "SD Settings", "company_name": "Loaded Desk"},
]


class TestLoader(DeskTestCase):
	"""A preset in a folder of its own."""

	def setUp(self) -> None:
		super().setUp()
		folder = tempfile.TemporaryDirectory()
		self.addCleanup(folder.cleanup)
		self.folder = Path(folder.name)
		(self.folder / CONFIGURATION).mkdir()
		self.write(RECORDS)

	def write(self, records: Sequence[object]) -> None:
		"""Write the preset's one file."""
		(self.folder / CONFIGURATION / "10-all.json").write_text(json.dumps(records), encoding="utf-8")

	def test_loading_twice_changes_nothing(self) -> None:
		self.assertEqual(load(self.folder, CONFIGURATION), {"made": 2, "changed": 1, "same": 0})
		self.assertEqual(load(self.folder, CONFIGURATION), {"made": 0, "changed": 0, "same": 3})
		self.assertEqual(frappe.db.get_single_value("SD Settings", "company_name"), "Loaded Desk")

	def test_only_what_differs_is_changed(self) -> None:
		load(self.folder, CONFIGURATION)
		changed = json.loads(json.dumps(RECORDS))
		changed[1]["intervals"].append({"day": "Friday", "opens": "09:00:00", "closes": "15:00:00"})
		self.write(changed)
		self.assertEqual(load(self.folder, CONFIGURATION), {"made": 0, "changed": 1, "same": 2})
		self.assertEqual(len(frappe.get_doc("SD Work Calendar", "T Loaded Hours").intervals), 2)

	def test_records_are_known_by_their_names_where_the_framework_would_draw_one(self) -> None:
		word = {"doctype": "Translation", "name": "t-loaded", "language": "bg", "source_text": "T loaded"}
		self.write([{**word, "translated_text": "Едно"}])
		self.assertEqual(load(self.folder, CONFIGURATION), {"made": 1, "changed": 0, "same": 0})
		self.write([{**word, "translated_text": "Друго"}])
		self.assertEqual(load(self.folder, CONFIGURATION), {"made": 0, "changed": 1, "same": 0})
		self.assertEqual(frappe._("T loaded", "bg"), "Друго")

	def test_what_has_a_life_of_its_own_is_given_once(self) -> None:
		record = {"doctype": "SD Priority", "name": "T Once", "title": "T Once", "when_made": {"level": 1}}
		self.write([record])
		load(self.folder, CONFIGURATION)
		self.assertEqual(frappe.db.get_value("SD Priority", "T Once", "level"), 1)
		frappe.db.set_value("SD Priority", "T Once", "level", 4)
		self.assertEqual(load(self.folder, CONFIGURATION), {"made": 0, "changed": 0, "same": 1})

	def test_a_file_beside_the_records_is_attached_once(self) -> None:
		(self.folder / CONFIGURATION / "files").mkdir()
		form = self.folder / CONFIGURATION / "files" / "t-loaded.txt"
		form.write_text("Форма", encoding="utf-8")
		self.write(
			[
				{
					"doctype": "SD Settings",
					"registration_form": {"file": "files/t-loaded.txt", "public": True},
				}
			]
		)
		self.assertEqual(load(self.folder, CONFIGURATION)["changed"], 1)
		self.assertEqual(load(self.folder, CONFIGURATION)["same"], 1)
		kept = frappe.get_all(
			"File",
			filters={"attached_to_field": "registration_form", "file_name": ("like", "t-loaded%")},
			fields=["file_url", "is_private"],
		)
		address = frappe.db.get_single_value("SD Settings", "registration_form")
		self.assertEqual(kept, [{"file_url": address, "is_private": 0}])
		self.addCleanup(frappe.get_doc("File", {"file_url": address}).delete_file_from_filesystem)

	def test_unknown_preset(self) -> None:
		with self.assertRaises(PresetMissing):
			preset_folder("no-such-preset")
