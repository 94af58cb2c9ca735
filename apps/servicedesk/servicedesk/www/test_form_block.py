"""A form's block about the affected equipment: filled by the picked piece, emptied of another's words, never a leak."""

import re
from typing import Any

import frappe

from servicedesk.shared.testing import DeskTestCase, make_account, make_customer, make_equipment, make_site
from servicedesk.www.testing import ask

USER, ROUTE = "block@t.test", "t-block"
NAMES = ("what", "city", "street")


class TestFormBlock(DeskTestCase):
	"""Two pieces of one's own and one of another customer."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.customer = make_customer("T Block")
		make_account(USER, {cls.customer: "Requester"})
		site = make_site("Office", cls.customer, city="Sofia", street="Vitosha 1")
		cls.first = make_equipment("SN-B1", cls.customer, site=site)
		cls.second = make_equipment("SN-B2", cls.customer, city="Varna")
		cls.foreign = make_equipment("SN-B3", make_customer("T Block Other"), city="Burgas")
		fields: list[dict[str, Any]] = [
			{"label": "Summary", "field_name": "summary", "field_type": "Text", "maps_to": "subject"}
		]
		for name, field in zip(NAMES, ("description", "city", "street"), strict=True):
			fields.append(
				{
					"label": name,
					"field_name": name,
					"field_type": "Text",
					"maps_to": f"affected_{field}",
					"mandatory": 1,
				}
			)
		values = {"title": "T Block", "route": ROUTE, "published": 1, "form_fields": fields}
		frappe.get_doc({"doctype": "SD Request Type", **values}).insert()

	def shown(self, typed: dict[str, str] | None = None, about: str = "") -> list[str]:
		"""What the block shows: of a new form, or with what was typed before another piece was picked."""
		if typed is not None:
			typed = {"customer": self.customer, "review": "1", **typed}
		page = ask(USER, f"/portal/new/{ROUTE}{about}", typed)
		self.assertEqual(page.status_code, 200)
		text = page.get_data(as_text=True)
		found = [re.findall(rf'name="f_{name}"[^>]*? value="([^"]*)"', text) for name in NAMES]
		return [value for values in found for value in values]

	def test_a_form_about_a_piece_begins_filled(self) -> None:
		self.assertEqual(
			self.shown(about=f"?equipment={self.first}"), ["T Model SN-B1", "Sofia", "Vitosha 1"]
		)
		self.assertEqual(self.shown(), ["", "", ""])
		self.assertEqual(self.shown(about=f"?equipment={self.foreign}"), ["", "", ""])

	def test_a_picked_piece_fills_what_is_empty(self) -> None:
		typed = {"equipment": self.first, "f_city": "Plovdiv", "f_what": ""}
		self.assertEqual(self.shown(typed), ["T Model SN-B1", "Plovdiv", "Vitosha 1"])

	def test_another_piece_takes_the_place_of_the_first_ones_words_only(self) -> None:
		typed = {"filled_for": self.first, "equipment": self.second}
		typed.update({"f_what": "T Model SN-B1", "f_city": "Sofia", "f_street": "My own street"})
		self.assertEqual(self.shown(typed), ["T Model SN-B2", "Varna", "My own street"])
		typed["equipment"] = ""
		self.assertEqual(self.shown(typed), ["", "", "My own street"])

	def test_a_forged_piece_confirms_no_guess(self) -> None:
		typed = {"filled_for": self.foreign, "equipment": "", "f_city": "Burgas"}
		self.assertEqual(self.shown(typed)[1], "Burgas")

	def test_sent_after_another_pick_without_a_look(self) -> None:
		typed = {"customer": self.customer, "f_summary": "Broken", "key": "k", "filled_for": self.first}
		typed.update(
			{"equipment": self.second, "f_what": "T Model SN-B1", "f_city": "Sofia", "f_street": "Own"}
		)
		answer = ask(USER, f"/portal/new/{ROUTE}", typed)
		self.assertEqual(answer.status_code, 303)
		found = frappe.get_last_doc("SD Ticket", {"customer": self.customer})
		self.assertEqual(
			(found.equipment, found.affected_description, found.affected_city, found.affected_street),
			(self.second, "T Model SN-B2", "Varna", "Own"),
		)
