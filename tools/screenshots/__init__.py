"""Pictures of the portal's pages for `docs/`: each page as a preset's customers see it, on a desk's screen and on a phone."""

import sys
from pathlib import Path
from types import ModuleType

# Libraries leave packages named `tests` behind, which Python would take for the repository's own folder; pytest does not.
if "tests" not in sys.modules:
	sys.modules["tests"] = ModuleType("tests")
	vars(sys.modules["tests"])["__path__"] = [str(Path(__file__).resolve().parents[2] / "tests")]
