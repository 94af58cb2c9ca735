"""Encoded words, also those that are not quite."""

import pytest

from servicedesk.domain.encoded_words import decode_words


@pytest.mark.parametrize(
	("value", "text"),
	[
		("plain", "plain"),
		("=?utf-8?B?0J/RgNC4?= =?utf-8?Q?=D0=B2=D0=B5=D1=82?=", "Привет"),
		("=?utf-8?B?0J/R?=\r\n =?utf-8?B?gNC4?=", "При"),
		("=?koi8-r?B?8NLJ?= =?utf-8?Q?_and?= more", "При and more"),
		("a =?utf-8?Q?b?= c =?utf-8?Q?d?= e", "a b c d e"),
		("=?utf-8?Q?Hello my?= friend", "Hello my friend"),
		("=?utf-8?Q?How_are_you??=", "How are you?"),
		("=?utf-8*bg?q?=D0=94=D0=B0?=", "Да"),
		("=?windows-1251?Q?=CF=F0=E8?=", "При"),
		("=?utf-8?B?0J/RgNC4", "=?utf-8?B?0J/RgNC4"),
		("=?utf-8?B?x =?utf-8?Q?yes?=", "=?utf-8?B?x yes"),
		("=?utf-8?X?yes?=", "=?utf-8?X?yes?="),
		("=?utf-8?Q??=", ""),
		("a? =? b ?= c", "a? =? b ?= c"),
	],
)
def test_words(value: str, text: str) -> None:
	assert decode_words(value) == text
