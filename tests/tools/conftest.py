"""Shared by the tests of the tools."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from localbench.jobs import Job


@pytest.fixture
def job(tmp_path: Path) -> Iterator[Job]:
	"""A step at work, with its log in a folder of its own."""
	made = Job(tmp_path / "step.log", threading.Event())
	yield made
	made.close()
