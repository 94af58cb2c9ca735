"""The framework's functions that the web may call are pinned: one more, and somebody looks before it passes."""

from pathlib import Path

import pytest

from tests.security.whitelisted import FRAMEWORK, PINNED, whitelisted_functions

HOW = "Look at each. Then: python tests/security/whitelisted.py > tests/security/whitelisted_functions.txt"


def test_pinned() -> None:
	"""The list beside this file is the framework's list."""
	pinned = set(PINNED.read_text(encoding="utf-8").splitlines())
	found = set(whitelisted_functions(FRAMEWORK))
	assert sorted(found - pinned) == [], f"Functions that were not there or were closer. {HOW}"
	assert sorted(pinned - found) == [], f"Functions that are gone or changed. {HOW}"


@pytest.mark.parametrize(
	("source", "expected"),
	[
		("@frappe.whitelist()\ndef f(): ...", ["user any app.m.f"]),
		("@frappe.whitelist\ndef f(): ...", ["user any app.m.f"]),
		("@frappe.whitelist(allow_guest=True)\ndef f(): ...", ["guest any app.m.f"]),
		("@frappe.whitelist(True)\ndef f(): ...", ["guest any app.m.f"]),
		("@frappe.whitelist(allow_guest=False, methods=['POST'])\ndef f(): ...", ["user POST app.m.f"]),
		("@x\n@whitelist()\nasync def f(): ...", ["user any app.m.f"]),
		("class C:\n\t@frappe.whitelist()\n\tdef f(self): ...", ["user any app.m.C.f"]),
		("if x:\n\t@frappe.whitelist()\n\tdef f(): ...", ["user any app.m.f"]),
		("def f(): ...", []),
		("@other.whitelist()\ndef f(): ...", []),
	],
)
def test_reading(tmp_path: Path, source: str, expected: list[str]) -> None:
	"""Each way to whitelist a function is seen."""
	package = tmp_path / "app"
	package.mkdir()
	(package / "m.py").write_text(source, encoding="utf-8")
	assert whitelisted_functions(package) == expected
