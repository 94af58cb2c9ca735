"""Which passwords are good enough: rules that a desk sets as data.

Source: manual edi-provider 1 (at least 8 characters, at least 2 digits).
"""

from collections.abc import Collection
from dataclasses import dataclass

from servicedesk.domain.problems import Problem
from servicedesk.domain.text_normalisation import comparison_key

# A hash of a longer one would cost the server more and its owner no safety.
LONGEST = 128
# Shorter names stand by chance in good passwords.
LEAST_PERSONAL = 4


@dataclass(frozen=True, slots=True)
class PasswordRules:
	"""The least that a password must have; `strength` is a score from 0 (any) to 4."""

	length: int = 8
	digits: int = 2
	letters: int = 1
	strength: int = 0


def password_problems(
	password: str, rules: PasswordRules, personal: Collection[str] = (), score: int | None = None
) -> list[Problem]:
	"""Everything that is wrong with the password, so that it can be put right at once.

	`personal`: names and addresses of its owner, which must not be all of it. `score`: its strength from 0 to 4, where somebody
	has measured it. Codes: `too_short`, `too_long`, `few_digits`, `few_letters`, `edge_blank`, `is_personal`, `too_weak`.
	"""
	found = [*_counted(password, rules)]
	if password != password.strip():
		found.append(Problem("password", "edge_blank"))
	if _is_personal(password, personal):
		found.append(Problem("password", "is_personal"))
	if score is not None and score < rules.strength:
		found.append(Problem("password", "too_weak"))
	return found


def _counted(password: str, rules: PasswordRules) -> list[Problem]:
	digits = sum(sign.isdecimal() for sign in password)
	letters = sum(sign.isalpha() for sign in password)
	tests = (
		(len(password) < rules.length, "too_short", {"minimum": rules.length}),
		(len(password) > LONGEST, "too_long", {"maximum": LONGEST}),
		(digits < rules.digits, "few_digits", {"minimum": rules.digits}),
		(letters < rules.letters, "few_letters", {"minimum": rules.letters}),
	)
	return [Problem("password", code, values) for failed, code, values in tests if failed]


def _is_personal(password: str, personal: Collection[str]) -> bool:
	"""Whether nothing but a name, or a name and digits, is in the password."""
	core = comparison_key(password).strip("0123456789 .-_!")
	return len(core) >= LEAST_PERSONAL and core in {
		part for value in personal for part in _parts(comparison_key(value))
	}


def _parts(value: str) -> set[str]:
	"""The value itself, and an address's name and domain."""
	local, _at, domain = value.partition("@")
	return {value, local, domain.partition(".")[0]}
