"""Five languages, complete."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from checks.source_tree import told
from checks.translatable import texts
from checks.translations import LANGUAGES, translation_findings
from checks.translations import write as write_table


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tables_of_the_app(app: Path, language: str) -> None:
	"""Each text of the app has its translation, each translation its text."""
	findings = translation_findings(app, (language,))
	assert not findings, (
		f"`env/bin/python tools/checks/translations.py --write` adds the lines.{told(findings)}"
	)


def test_texts_are_found(tmp_path: Path, write: Callable[[str, str], Path]) -> None:
	"""Python with joined literals, contexts, roles and steps; scripts, templates, DocTypes; not tests or numbers."""
	write("a.py", 'x = _("Long " "text")\ny = frappe._("Open", context="verb")\nz = _(name)\nn = _("1")\n')
	write("b.js", '__("Say \\"yes\\"");\n__("Open", null, "verb"); __("Hi {0}", [name]); my__("no");\n')
	write("c.html", "<p>{{ _('Your request') }}</p>\n{{ x._('no') }}\n")
	write("test_d.py", '_("Only a test")\n')
	fields = [
		{"fieldname": "kind", "fieldtype": "Select", "label": "Kind", "options": "\nNew\nOld"},
		{
			"fieldname": "c",
			"fieldtype": "Link",
			"label": "Customer",
			"options": "SD Customer",
			"description": "Who.",
		},
	]
	links = [{"group": "Connected", "link_doctype": "SD Y", "link_fieldname": "x"}]
	record = {"doctype": "DocType", "name": "SD X", "fields": fields, "links": links}
	write("e/doctype/sd_x/sd_x.json", json.dumps(record))
	write(
		"g.py",
		'FIELD = {"fieldname": "a", "fieldtype": "Select", "label": "Means", "options": f"{x}", "description": "Why."}\n'
		'DESK_ROLES = ("Agent", "Lead")\nOTHER = ("No", "role")\nTRANSITIONS = (("Draft", "Sign", "Active"),)\nBARE = {"label": "no field"}\n',
	)
	write("f.json", json.dumps({"label": "not a record"}))
	found = {text.key for text in texts(tmp_path)}
	assert found == {
		"Long text",
		"Open:verb",
		'Say "yes"',
		"Hi {0}",
		"Your request",
		"SD X",
		"Kind",
		"New",
		"Old",
		"Customer",
		"Who.",
		"Means",
		"Why.",
		"Agent",
		"Lead",
		"Connected",
		"Draft",
		"Sign",
		"Active",
	}


def test_bad_tables_are_found(tmp_path: Path, write: Callable[[str, str], Path]) -> None:
	"""Missing, empty, stale, doubled; placeholders, tags, prefix, mixed letters."""
	write("a.py", '_("One {0}")\n_("Two")\n_("Three")\n_("<b>Four</b>")\n_("SD Five")\n_("Six")\n')
	lines = [
		"One {0},Один",
		"Three,",
		"<b>Four</b>,Четыре",
		"SD Five,SD Пять",
		"Six,Шеcть",
		"Six,Шесть",
		"Seven,Семь",
	]
	lines[4] = "Six,Ше" + "c" + "ть"  # the Latin letter
	write("translations/ru.csv", "\n".join(lines) + "\n")
	said = told(translation_findings(tmp_path, ("ru",)))
	for expected in (
		"missing: 'Two' (a.py:2)",
		"missing: 'Three'",
		"placeholders differ: 'One {0}'",
		"tags differ: '<b>Four</b>'",
		"no prefix 'SD ': 'SD Пять'",
		"stands twice: 'Six'",
		"stale, nothing in the app says it: 'Seven'",
	):
		assert expected in said
	write("translations/ru.csv", lines[4] + "\n")
	assert "mixes Latin and Cyrillic" in told(translation_findings(tmp_path, ("ru",)))


def test_a_table_is_brought_up_to_date(tmp_path: Path, write: Callable[[str, str], Path]) -> None:
	"""What is there stays, what is stale goes, what is missing stands empty."""
	write("a.py", '_("Two", context="pair")\n_("One, please")\n')
	write("translations/bg.csv", '"One, please","Едно, моля"\nGone,Отишло\n')
	assert write_table(tmp_path, "bg") == (1, 1)
	written = (tmp_path / "translations" / "bg.csv").read_text(encoding="utf-8")
	assert written == '"One, please","Едно, моля"\nTwo,,pair\n'
