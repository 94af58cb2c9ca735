"""Stamps: a step is done again exactly when what it was made from has changed."""

from pathlib import Path

from localbench import stamps


def test_same_content_same_fingerprint(tmp_path: Path) -> None:
	(tmp_path / "a.txt").write_text("one")
	assert stamps.fingerprint([tmp_path]) == stamps.fingerprint([tmp_path])


def test_changed_content_changes_it(tmp_path: Path) -> None:
	file = tmp_path / "a.txt"
	file.write_text("one")
	before = stamps.fingerprint([tmp_path])
	file.write_text("two")
	assert stamps.fingerprint([tmp_path]) != before


def test_renamed_file_changes_it(tmp_path: Path) -> None:
	file = tmp_path / "a.txt"
	file.write_text("one")
	before = stamps.fingerprint([tmp_path])
	file.rename(tmp_path / "b.txt")
	assert stamps.fingerprint([tmp_path]) != before


def test_text_beside_files_counts(tmp_path: Path) -> None:
	assert stamps.fingerprint([tmp_path], "8080") != stamps.fingerprint([tmp_path], "8180")
	assert stamps.fingerprint([], "ab", "c") != stamps.fingerprint([], "a", "bc")


def test_what_programs_make_does_not_count(tmp_path: Path) -> None:
	before = stamps.fingerprint([tmp_path])
	for name in ("__pycache__/a.py", "public/dist/a.js", "node_modules/x/index.js", "a.pyc"):
		file = tmp_path / name
		file.parent.mkdir(parents=True, exist_ok=True)
		file.write_text("made")
	assert stamps.fingerprint([tmp_path]) == before


def test_missing_source_counts_as_empty(tmp_path: Path) -> None:
	assert stamps.fingerprint([tmp_path / "missing"]) == stamps.fingerprint([])


def test_stamp_is_current_only_for_what_it_was_made_from(tmp_path: Path) -> None:
	stamps.write("python", "abc", tmp_path)
	assert stamps.is_current("python", "abc", tmp_path)
	assert not stamps.is_current("python", "def", tmp_path)
	assert not stamps.is_current("assets", "abc", tmp_path)
	stamps.remove("python", tmp_path)
	assert not stamps.is_current("python", "abc", tmp_path)


def test_no_half_written_stamp_is_left(tmp_path: Path) -> None:
	stamps.write("python", "abc", tmp_path)
	assert [file.name for file in tmp_path.iterdir()] == ["python"]
