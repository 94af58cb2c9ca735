"""Our semgrep rules have samples, and a rule that disagrees with its samples is found. `./servicedesk lint` runs them."""

from pathlib import Path

from checks.own_rules import RULES, SAMPLES, Hit, annotations, rule_names, sample_complaints

SAMPLE = """# ruleid: bad-thing
bad()
# ok: bad-thing, other-thing
good()
"""


def test_each_rule_file_has_its_samples(repository: Path) -> None:
	"""And rule names are told apart over all files."""
	rules = rule_names(repository / RULES)
	samples = {path.stem for path in (repository / SAMPLES).iterdir()}
	names = [name for each in rules.values() for name in each]
	assert set(rules) == samples
	assert len(names) == len(set(names)) > 25


def test_annotations_speak_of_the_next_line() -> None:
	"""Several names may stand in one comment."""
	assert list(annotations(SAMPLE, "x.py")) == [
		("ruleid", Hit("x.py", 2, "bad-thing")),
		("ok", Hit("x.py", 4, "bad-thing")),
		("ok", Hit("x.py", 4, "other-thing")),
	]


def test_disagreement_is_found() -> None:
	"""A miss, a false alarm, a rule without samples, a sample without its rule."""
	said = list(annotations(SAMPLE, "x.py"))
	complaints = sample_complaints(["bad-thing", "new-thing"], said, {Hit("x.py", 4, "bad-thing")})
	assert complaints == [
		"x.py:2: bad-thing does not find this",
		"x.py:4: bad-thing finds this, and should not",
		"tools/semgrep/rules: rule new-thing has no bad sample",
		"tools/semgrep/rules: rule new-thing has no good sample",
		"x.py:4: no rule other-thing in the rule file of this name",
	]
	assert not sample_complaints(
		["bad-thing", "other-thing"],
		[*said, ("ruleid", Hit("x.py", 9, "other-thing"))],
		{Hit("x.py", 2, "bad-thing"), Hit("x.py", 9, "other-thing")},
	)
