"""Lines that a program broke are joined, those that a person broke stay."""

import pytest

from servicedesk.domain.flowed_text import joined


@pytest.mark.parametrize(
	("text", "deletes_space", "found"),
	[
		("one \ntwo\nthree", False, "one two\nthree"),
		("one \ntwo", True, "onetwo"),
		("> a \n> b\nc", False, "> a b\nc"),
		("> a \nb", False, "> a \nb"),
		(">> a \n> b", False, ">> a \n> b"),
		("a \n-- \nAnn \nLee", False, "a \n-- \nAnn Lee"),
		(" > no quote\n  x", False, "> no quote\n x"),
		("end ", False, "end "),
		("", False, ""),
	],
)
def test_joined(text: str, deletes_space: bool, found: str) -> None:
	assert joined(text, deletes_space=deletes_space) == found
