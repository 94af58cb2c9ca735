"""Keys of pages: what was written is read again, what somebody invents is none."""

from datetime import datetime

import pytest

from servicedesk.domain.list_key import ListKey, parse_key


@pytest.mark.parametrize(
	"key",
	[
		ListKey(0, datetime(2026, 11, 22, 10, 28, 1, 123456), "HELP-161"),  # noqa: DTZ001 — as it is stored
		ListKey(6, datetime(2026, 11, 22), ""),  # noqa: DTZ001 — as it is stored
	],
)
def test_there_and_back(key: ListKey) -> None:
	assert parse_key(str(key)) == key


@pytest.mark.parametrize(
	"text",
	[
		"",
		"0~2026-11-22T10:00:00",
		"0~2026-11-22T10:00:00~HELP-1~x",
		"0~2026-13-22T10:00:00~HELP-1",
		"0~2026-11-22T10:00:00-02:00~HELP-1",
		"x~2026-11-22T10:00:00~HELP-1",
		"0~2026-11-22T10:00:00~' or 1=1",
		"٣~2026-11-22T10:00:00~HELP-1",
	],
)
def test_no_key(text: str) -> None:
	assert parse_key(text) is None
