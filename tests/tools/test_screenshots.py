"""The pictures for `docs/`: small, of every page, and shown on one page."""

import random
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from screenshots import camera, index, scenes

from localbench import cli, people, sites
from localbench.problems import Problem
from tests.e2e.portal_map import PAGES


def picture(colours: int, side: int) -> bytes:
	"""A picture of dots that lie anyhow, as a screen's PNG."""
	chance = random.Random(7)  # noqa: S311 - the same dots each time, no secret
	palette = [tuple(chance.randrange(256) for _ in "rgb") for _ in range(colours)]
	image = Image.new("RGB", (side, side))
	image.putdata([chance.choice(palette) for _ in range(side * side)])
	written = BytesIO()
	image.save(written, "PNG")
	return written.getvalue()


def pixels(content: bytes) -> bytes:
	return Image.open(BytesIO(content)).convert("RGB").tobytes()


def test_small_pictures_lose_nothing() -> None:
	whole = picture(4, 200)
	found = camera.small_enough(whole, "x.webp")
	assert found.startswith(b"RIFF")
	assert pixels(found) == pixels(whole)


def test_large_ones_lose_colours(monkeypatch: pytest.MonkeyPatch) -> None:
	whole = picture(200, 40)
	largest = len(camera.small_enough(whole, "x.webp")) - 1
	monkeypatch.setattr(camera, "MOST_BYTES", largest)
	found = camera.small_enough(whole, "x.webp")
	assert len(found) <= largest
	assert pixels(found) != pixels(whole)


def test_what_cannot_be_small_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
	monkeypatch.setattr(camera, "MOST_BYTES", 100)
	with pytest.raises(Problem, match=r"x\.webp"):
		camera.small_enough(picture(200, 40), "x.webp")


def test_every_preset_has_its_pictures() -> None:
	assert sorted(scenes.ALBUMS) == sorted(sites.presets())
	for name, album in scenes.ALBUMS.items():
		names = [scene.name for scene in album.scenes()]
		assert {"home", "catalogue", "form", "requests", "request"} <= set(names), name
		assert len(names) == len(set(names)), name
		known = {person.address for person in people.of_preset(name)} | {""}
		assert {scene.user for scene in album.scenes()} <= known, name


def test_the_preset_that_comes_up_shows_every_page() -> None:
	pictured = {scene.name for scene in scenes.ALBUMS[sites.PRESET].scenes()}
	assert pictured | scenes.NOT_PICTURED == set(PAGES)


def test_the_index_shows_both_widths_of_what_lies_there(tmp_path: Path) -> None:
	(tmp_path / "integrator").mkdir()
	for width in (camera.WIDE, camera.NARROW):
		(tmp_path / "integrator" / index.file_name("sign_in", width)).write_bytes(b"x")
	index.write(tmp_path)
	text = (tmp_path / "README.md").read_text()
	assert "## integrator" in text
	for width in (1280, 390):
		assert (
			f'<img src="integrator/sign-in-{width}.webp" alt="integrator, sign in, {width} pixels wide"'
			in text
		)


def test_the_repository_does_not_grow_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
	(tmp_path / "a-1280.webp").write_bytes(b"x" * 20)
	monkeypatch.setattr(index, "MOST_BYTES", 19)
	with pytest.raises(Problem):
		index.write(tmp_path)
	assert not (tmp_path / "README.md").exists()


def test_the_command_knows_presets_only(capsys: pytest.CaptureFixture[str]) -> None:
	assert cli.main(["screenshots", "nothing"]) == 1
	assert "There is no preset nothing" in capsys.readouterr().err
