"""A preset says by rows of its own who is told what; what it does not name stays as it was."""

import json
import tempfile
from pathlib import Path

from servicedesk.domain.notice_table import Role
from servicedesk.messaging.notice_rules import RULE, ensure_rules, name_of, row_of
from servicedesk.presets.loader import CONFIGURATION, load
from servicedesk.shared.testing import DeskTestCase

ROWS = [
	{"doctype": RULE, "name": name_of(event, role), "event": event, "role": str(role), "enabled": enabled}
	for event, role, enabled in (
		("ticket_resolved", Role.CORRESPONDENCE, 1),
		("ticket_closed", Role.PARTICIPANT, 0),
	)
]


class TestPresetNoticeRules(DeskTestCase):
	"""A preset of two rows."""

	def test_a_preset_changes_the_rows_it_names_and_only_once(self) -> None:
		ensure_rules()
		before = row_of("ticket_cancelled")
		with tempfile.TemporaryDirectory() as name:
			folder = Path(name)
			(folder / CONFIGURATION).mkdir()
			(folder / CONFIGURATION / "45-notices.json").write_text(json.dumps(ROWS), encoding="utf-8")
			self.assertEqual(load(folder, CONFIGURATION), {"made": 0, "changed": 2, "same": 0})
			self.assertEqual(load(folder, CONFIGURATION), {"made": 0, "changed": 0, "same": 2})
		self.assertIn(Role.CORRESPONDENCE, row_of("ticket_resolved"))
		self.assertNotIn(Role.PARTICIPANT, row_of("ticket_closed"))
		self.assertIn(Role.REQUESTER, row_of("ticket_closed"))
		self.assertEqual(row_of("ticket_cancelled"), before)
