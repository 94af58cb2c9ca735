"""Nothing reaches a page unescaped."""

from collections.abc import Callable
from pathlib import Path

import pytest

from checks.source_tree import told
from checks.templates import environment_escapes, template_findings

# Rendered by the environment of www/templating.py.
PORTAL = "templates/portal/"


def test_the_templates_of_the_app(app: Path) -> None:
	"""The real tree."""
	findings = template_findings(app, PORTAL)
	assert not findings, told(findings)


def test_the_portal_escapes_by_itself(app: Path) -> None:
	"""On which the test above relies."""
	assert environment_escapes(app / "www" / "templating.py")


@pytest.mark.parametrize(
	("source", "expected"),
	[
		("Environment(autoescape=True)", True),
		("jinja2.Environment(loader=x, autoescape=select_autoescape(default=True))", True),
		("Environment(loader=x)", False),
		("Environment(autoescape=False)", False),
		("Environment(autoescape=True); SandboxedEnvironment()", False),
	],
)
def test_an_environment_that_does_not_escape_is_found(
	write: Callable[[str, str], Path], source: str, expected: bool
) -> None:
	"""Each environment must be told."""
	assert environment_escapes(write("module.py", source)) is expected


def test_in_the_portal_only_switching_it_off_is_found(
	tmp_path: Path, write: Callable[[str, str], Path]
) -> None:
	"""Blocks and macros take escaping from the environment."""
	write(PORTAL + "a.html", "{{ a }}{% block b %}{{ c }}{% endblock %}{% macro d(e) %}{{ e }}{% endmacro %}")
	assert not template_findings(tmp_path, PORTAL)
	write(PORTAL + "b.html", "{{ a }}{% autoescape false %}{{ b }}{% endautoescape %}")
	assert len(template_findings(tmp_path, PORTAL)) == 1


@pytest.mark.parametrize(
	"source",
	[
		"{% autoescape true %}{{ name }}{% endautoescape %}",
		"{{ name | e }}",
		'{{ _("Hello") }}',
		'{{ _("Hello {0}").format(name | e) }}',
		"{% block content %}{% autoescape true %}{{ name }}{% endautoescape %}{% endblock %}",
		"{% macro row(name) %}{{ name | e }}{% endmacro %}",
		"{{ 'a' if open else 'b' }}",
		"{{ super() }}",
	],
)
def test_escaped_values_pass(tmp_path: Path, write: Callable[[str, str], Path], source: str) -> None:
	"""The ways in which a value is harmless."""
	write("page.html", source)
	assert not template_findings(tmp_path)


@pytest.mark.parametrize(
	"source",
	[
		"{{ name }}",
		"{{ name | upper }}",
		"{% autoescape false %}{{ name }}{% endautoescape %}",
		'{{ _("Hello {0}").format(name) }}',
		"{{ _(name) }}",
		"{{ name if open else 'b' }}",
		# A block and a macro do not take escaping from what stands around them: measured with Jinja 3.1.
		"{% autoescape true %}{% block content %}{{ name }}{% endblock %}{% endautoescape %}",
		"{% autoescape true %}{% macro row(name) %}{{ name }}{% endmacro %}{% endautoescape %}",
		"{% autoescape true %}{{ a }}{% endautoescape %}{{ name }}",
		"{% if %}",
	],
)
def test_unescaped_values_are_found(tmp_path: Path, write: Callable[[str, str], Path], source: str) -> None:
	"""The ways in which a stranger's markup would reach the page, and a template that does not parse."""
	write("page.html", source)
	assert len(template_findings(tmp_path)) == 1
