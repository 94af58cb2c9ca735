#!/bin/sh
# Rebuilds the lock files of requirements/ from their .in files. Run after editing one of those.
# Usage: tools/lock.sh [OPTION OF uv pip compile]…   for example --upgrade-package ruff
# What an .in file does not name keeps the release that its lock file already holds.
set -eu
cd "$(dirname "$0")/.."
export UV_CUSTOM_COMPILE_COMMAND="tools/lock.sh"
compile() {
	env/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url "$@"
}
compile requirements/runtime.in -o requirements/runtime.lock \
	-c requirements/constraints.txt --override requirements/overrides.txt "$@"
# Installed into the same environment, so every package both need must be the same release.
compile requirements/development.in -o requirements/development.lock \
	-c requirements/runtime.lock --override requirements/overrides.txt "$@"
# An environment of its own: what the linters need clashes with what the framework needs.
compile requirements/lint.in -o requirements/lint.lock "$@"
# Only the installer itself, for the first second of a set-up.
compile requirements/bootstrap.in -o requirements/bootstrap.lock -c requirements/runtime.lock "$@"
