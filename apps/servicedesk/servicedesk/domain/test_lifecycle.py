"""What each category allows, as one table."""

import pytest

from servicedesk.domain import lifecycle
from servicedesk.domain.lifecycle import ListBucket, StateCategory, TransitionTrigger


@pytest.mark.parametrize(
	("category", "is_open", "is_final", "edit", "comment", "rate", "bucket"),
	[
		("new", True, False, True, True, False, "open"),
		("active", True, False, False, True, False, "open"),
		("waiting_for_customer", True, False, False, True, False, "open"),
		("waiting_for_others", True, False, False, True, False, "open"),
		("resolved", False, False, False, True, True, "resolved"),
		("closed", False, True, False, False, True, "closed"),
		("cancelled", False, True, False, False, False, "closed"),
	],
)
def test_what_a_category_means(
	category: str, is_open: bool, is_final: bool, edit: bool, comment: bool, rate: bool, bucket: str
) -> None:
	state = StateCategory(category)
	assert lifecycle.is_open(state) is is_open
	assert lifecycle.is_final(state) is is_final
	assert lifecycle.customer_may_edit(state) is edit
	assert lifecycle.customer_may_cancel(state) is edit
	assert lifecycle.customer_may_comment(state) is comment
	assert lifecycle.customer_may_rate(state) is rate
	assert lifecycle.list_bucket(state) is ListBucket(bucket)


def test_every_category_is_in_one_of_the_groups() -> None:
	assert lifecycle.OPEN | lifecycle.FINAL | {StateCategory.RESOLVED} == set(StateCategory)
	assert not lifecycle.OPEN & lifecycle.FINAL
	assert lifecycle.WAITING < lifecycle.OPEN


def test_words_are_stored_as_they_are() -> None:
	triggers = [
		TransitionTrigger.BUTTON,
		TransitionTrigger.CUSTOMER_BUTTON,
		TransitionTrigger.CUSTOMER_REPLY,
		TransitionTrigger.RESUME_ASSIGNED,
		TransitionTrigger.ASSIGNMENT,
		TransitionTrigger.ELAPSED_TIME,
		TransitionTrigger.HANDED_ON,
		TransitionTrigger.VISIT_PLANNED,
		TransitionTrigger.VISIT_ENDED,
		TransitionTrigger.MERGED,
	]
	assert set(triggers) == set(TransitionTrigger)
	assert " ".join(map(str, triggers)) == (
		"button customer_button customer_reply resume_assigned assignment elapsed_time"
		" handed_on visit_planned visit_ended merged"
	)
	assert f"{StateCategory.WAITING_FOR_CUSTOMER}" == "waiting_for_customer"
	assert str(ListBucket.OPEN) == "open"
