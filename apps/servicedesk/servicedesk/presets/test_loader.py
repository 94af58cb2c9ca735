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

	def test_unknown_preset(self) -> None:
		with self.assertRaises(PresetMissing):
			preset_folder("no-such-preset")
