"""How hard the property tests look: ``SERVICEDESK_EXAMPLES=10000 pytest …`` for a long search.

Where continuous integration runs, the tests against a count of every second or minute look at 10,000 cases each
(``SERVICEDESK_ORACLE_EXAMPLES``, tools/localbench/test_parts.py). `tests/search/clock_search.py` looks at a million.
"""

import os

from hypothesis import settings

EXAMPLES = int(os.environ.get("SERVICEDESK_EXAMPLES", "100"))
# For tests against an oracle that was written apart.
ORACLE_EXAMPLES = int(os.environ.get("SERVICEDESK_ORACLE_EXAMPLES", EXAMPLES))

# No deadline: machines that run tests are busy, and a slow example is not a wrong one.
settings.register_profile(
	"domain",
	deadline=None,
	max_examples=EXAMPLES,
	print_blob=True,
)
settings.load_profile("domain")
