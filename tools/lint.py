"""Every linter of the repository, one line a check.

Command (what `./servicedesk lint` runs; any Python from 3.10 will do, the linters bring their own environment):

	python3 tools/lint.py [--fix] [--list] [NAME …]

``--fix`` lets the formatters and fixers write. NAME runs only the named checks. What a check prints is shown
only when it fails. Exit status: 0 all passed, 1 one failed, 2 the linters could not be installed.
"""

import argparse
import sys

from checks.lint_environment import CannotInstall, prepare
from checks.linters import all_checks
from checks.runner import run_all


def arguments() -> argparse.Namespace:
	"""What was typed."""
	parser = argparse.ArgumentParser(prog="./servicedesk lint", description="Run every linter.")
	parser.add_argument("names", nargs="*", metavar="NAME", help="run only these checks (see --list)")
	parser.add_argument("--fix", action="store_true", help="put right what can be put right by itself")
	parser.add_argument("--list", action="store_true", help="name the checks and stop")
	return parser.parse_args()


def main() -> int:
	"""Run what was asked for; return the exit status."""
	asked = arguments()
	checks = all_checks()
	known = [check.name for check in checks]
	if asked.list:
		print("\n".join(known))
		return 0
	unknown = [name for name in asked.names if name not in known]
	if unknown:
		print(f"No such check: {', '.join(unknown)}. Known: {', '.join(known)}.", file=sys.stderr)
		return 2
	try:
		prepare()
	except CannotInstall as problem:
		print(problem, file=sys.stderr)
		return 2
	chosen = [check for check in checks if not asked.names or check.name in asked.names]
	return run_all(chosen, fix=asked.fix)


if __name__ == "__main__":
	sys.exit(main())
