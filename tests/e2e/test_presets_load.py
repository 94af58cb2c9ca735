"""Every preset can be loaded again without a change, on the site that holds nothing but it and its sample data."""

import subprocess

import pytest

from localbench import paths, programs, sites
from tests.e2e import bench, presets

pytestmark = [pytest.mark.site]

EVERY = [pytest.param(name, marks=pytest.mark.preset(name), id=name) for name in sites.presets()]


def load_again(name: str) -> str:
	"""Load a preset and its sample data once more; return what the command says."""
	arguments = ("--site", bench.site_name(), "servicedesk", "load-preset", name, "--sample-data")
	done = subprocess.run(
		programs.bench_arguments(*arguments),
		cwd=paths.SITES,
		env=programs.environment({}),
		capture_output=True,
		text=True,
		check=False,
	)
	assert done.returncode == 0, done.stderr
	return done.stdout


@pytest.mark.parametrize("name", EVERY)
def test_loading_again_changes_nothing(name: str) -> None:
	"""Both parts: nothing made, nothing changed, and there is something."""
	presets.bring(name, afresh=True)
	lines = load_again(name).splitlines()
	assert [line.partition(":")[0] for line in lines] == [f"{name}/configuration", f"{name}/sample"]
	for line in lines:
		assert ": 0 made, 0 changed, " in line, line
		assert not line.endswith(" 0 same"), line


@pytest.mark.parametrize("name", EVERY)
def test_a_preset_says_what_its_people_need(name: str) -> None:
	"""Each has somebody to sign in as, and a phone for the day the portal is down (internal-desk 10)."""
	assert presets.people(name)
	assert presets.described(name).phone
