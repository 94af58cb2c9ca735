"""Runs one process of the Procfile: replaces itself by the real program, with this bench's configuration."""

import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from localbench import paths, ports, programs
from localbench.problems import Problem


def main() -> int:
	"""Execute the program named on the command line; return only when that is impossible."""
	chosen = ports.load(paths.CONFIG / "ports.json")
	if len(sys.argv) != 2 or not chosen:
		print("Usage: python3 tools/run.py NAME, after ./servicedesk up has run once.", file=sys.stderr)
		return 2
	try:
		program = programs.program(sys.argv[1], chosen)
	except Problem as problem:
		print(problem, file=sys.stderr)
		return 1
	environment = programs.environment(program.variables)
	for command in program.before:
		status = subprocess.run(command, env=environment, check=False).returncode
		if status:
			return status
	os.chdir(program.folder)
	os.execve(program.arguments[0], program.arguments, environment)


if __name__ == "__main__":
	sys.exit(main())
