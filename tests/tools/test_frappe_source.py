"""The restoring of the framework: the right wheel only, names turned back, whole or not at all."""

import hashlib
import zipfile
from pathlib import Path

import pytest

from localbench import frappe_source


def wheel_with(tmp_path: Path, members: dict[str, bytes]) -> Path:
	"""A wheel that holds the given members."""
	wheel = tmp_path / frappe_source.WHEEL_NAME
	with zipfile.ZipFile(wheel, "w") as archive:
		for name, content in members.items():
			archive.writestr(name, content)
	return wheel


@pytest.fixture
def accepted(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
	"""Takes any wheel for the pinned one."""
	monkeypatch.setattr(frappe_source, "verify_wheel", lambda wheel: None)
	return monkeypatch


def test_another_wheel_is_refused_with_both_digests(tmp_path: Path) -> None:
	wheel = wheel_with(tmp_path, {"criscostack/__init__.py": b""})
	digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
	with pytest.raises(frappe_source.WheelMismatch) as raised:
		frappe_source.verify_wheel(wheel)
	assert digest in str(raised.value)
	assert frappe_source.WHEEL_SHA256 in str(raised.value)
	assert "Delete the file and run again" in str(raised.value)


def test_a_refused_wheel_leaves_what_is_there_untouched(tmp_path: Path) -> None:
	app = tmp_path / "frappe"
	app.mkdir()
	(app / "kept").touch()
	with pytest.raises(frappe_source.WheelMismatch):
		frappe_source.restore(wheel_with(tmp_path, {}), app)
	assert (app / "kept").exists()


@pytest.mark.parametrize(
	("replaced", "original"),
	[
		("criscostack.db", "frappe.db"),
		("Criscostack", "Frappe"),
		("CRISCOSTACK_SITE", "FRAPPE_SITE"),
		("criscoerp and Criscoerp", "erpnext and ERPNext"),
		("Crisco Technologies", "Frappe Technologies"),
		("nothing of it", "nothing of it"),
	],
)
def test_names_are_turned_back(replaced: str, original: str) -> None:
	assert frappe_source.restore_text(replaced) == original


def test_restored_files_names_and_modules(tmp_path: Path, accepted: pytest.MonkeyPatch) -> None:
	picture = b"\x89PNG\0criscostack"
	wheel = wheel_with(
		tmp_path,
		{
			"criscostack/public/criscostack.js": b"criscostack.call()",
			"criscostack/utils/brik_helper.py": b"import criscostack",
			"criscostack/logo.png": picture,
			"criscostack-1.0.0.dist-info/METADATA": b"left out",
		},
	)
	app = tmp_path / "apps" / "frappe"
	assert frappe_source.restore(wheel, app) == 3
	assert (app / "frappe/public/frappe.js").read_text() == "frappe.call()"
	assert (app / "frappe/utils/bench_helper.py").read_text() == "import frappe"
	assert (app / "frappe/logo.png").read_bytes() == picture
	assert sorted(file.name for file in app.iterdir()) == ["frappe"]


def test_a_half_restored_copy_is_replaced(tmp_path: Path, accepted: pytest.MonkeyPatch) -> None:
	wheel = wheel_with(tmp_path, {"criscostack/a.py": b""})
	partial = tmp_path / "frappe.partial"
	partial.mkdir()
	(partial / "left").touch()
	frappe_source.restore(wheel, tmp_path / "frappe")
	assert not partial.exists()
	assert not (tmp_path / "frappe" / "left").exists()
