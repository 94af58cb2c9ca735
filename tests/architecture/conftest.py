"""Architecture tests read the sources; they need neither a site nor a database."""

from collections.abc import Callable
from pathlib import Path

import pytest

from checks.source_tree import APP_IN_REPOSITORY, REPOSITORY

Write = Callable[[str, str], Path]


@pytest.fixture
def repository() -> Path:
	"""The root of this repository."""
	return REPOSITORY


@pytest.fixture
def app() -> Path:
	"""The app's Python package."""
	return REPOSITORY / APP_IN_REPOSITORY


@pytest.fixture
def write(tmp_path: Path) -> Write:
	"""Write a file of a made-up tree, path and content; the tree stands in ``tmp_path``."""

	def write_file(name: str, content: str) -> Path:
		path = tmp_path / name
		path.parent.mkdir(parents=True, exist_ok=True)
		path.write_text(content, encoding="utf-8")
		return path

	return write_file
