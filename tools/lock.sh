#!/bin/sh
# Rebuilds the lock files of requirements/ from their .in files. Run after editing one of those.
# Usage: tools/lock.sh [--upgrade-package NAME]…   (options go to uv)
set -eu
cd "$(dirname "$0")/.."
export UV_CUSTOM_COMPILE_COMMAND="tools/lock.sh"
compile() {
	env/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url "$@"
}
compile requirements/runtime.in -o requirements/runtime.lock \
	-c requirements/constraints.txt --override requirements/overrides.txt
