"""Whether the built assets are still there: the list, every file on it, and what `bench build` needs."""

from pathlib import Path

import pytest

from localbench import node_packages, paths


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
	"""A bench with one built file; gives that file."""
	monkeypatch.setattr(paths, "SITES", tmp_path / "sites")
	monkeypatch.setattr(paths, "FRAPPE", tmp_path / "frappe")
	monkeypatch.setattr(node_packages, "MANIFEST", tmp_path / "sites/assets/assets.json")
	file = tmp_path / "sites/assets/frappe/dist/desk.js"
	file.parent.mkdir(parents=True)
	file.touch()
	(tmp_path / "frappe").mkdir()
	(tmp_path / "frappe/package.json").touch()
	node_packages.MANIFEST.write_text('{"desk.bundle.js": "/assets/frappe/dist/desk.js"}')
	return file


def test_all_there(built: Path) -> None:
	assert node_packages.assets_are_there()


def test_a_built_file_is_gone(built: Path) -> None:
	built.unlink()
	assert not node_packages.assets_are_there()


def test_the_frame_is_gone(built: Path) -> None:
	(paths.FRAPPE / "package.json").unlink()
	assert not node_packages.assets_are_there()


def test_the_list_is_gone(built: Path) -> None:
	node_packages.MANIFEST.unlink()
	assert not node_packages.assets_are_there()
