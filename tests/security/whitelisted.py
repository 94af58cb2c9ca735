"""Reads the framework's sources for functions that the web may call. Run as a program, it prints the pinned list."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
FRAMEWORK = REPOSITORY / "apps" / "frappe" / "frappe"
OWN = REPOSITORY / "apps" / "servicedesk" / "servicedesk"
PINNED = Path(__file__).with_name("whitelisted_functions.txt")

# What the allow-list opens to guests of the framework's own functions.
OPEN_TO_GUESTS = frozenset({"frappe.realtime.get_user_info"})
# What it opens of ours.
OPEN_FOLDERS = ("servicedesk.api.public.", "servicedesk.api.portal.")
# The last is how the framework's Document whitelists its own methods.
WHITELISTING = frozenset({"frappe.whitelist", "whitelist", "whitelist.__func__"})

Function = ast.FunctionDef | ast.AsyncFunctionDef


def whitelisted_functions(package: Path) -> list[str]:
	"""Return one line for each whitelisted function below `package`: audience, HTTP methods, dotted name; sorted."""
	lines = []
	for path in sorted(package.rglob("*.py")):
		module = ".".join(path.relative_to(package.parent).with_suffix("").parts).removesuffix(".__init__")
		tree = ast.parse(path.read_text(encoding="utf-8"))
		lines += [f"{described} {module}.{name}" for name, described in _in_tree(tree, "")]
	return sorted(lines, key=lambda line: (line.split()[2], line))


def _in_tree(tree: ast.AST, prefix: str) -> Iterator[tuple[str, str]]:
	"""Yield name and description of each whitelisted function in `tree`, also in classes and functions."""
	for node in ast.iter_child_nodes(tree):
		if isinstance(node, Function):
			for decorator in node.decorator_list:
				if described := _described(decorator):
					yield prefix + node.name, described
		if isinstance(node, Function | ast.ClassDef):
			yield from _in_tree(node, f"{prefix}{node.name}.")
		else:
			yield from _in_tree(node, prefix)


def _described(decorator: ast.expr) -> str:
	"""Return audience and methods of a whitelisting decorator, empty for any other."""
	arguments = {}
	if isinstance(decorator, ast.Call):
		arguments = {keyword.arg: keyword.value for keyword in decorator.keywords}
		if decorator.args:
			arguments["allow_guest"] = decorator.args[0]
		decorator = decorator.func
	if ast.unparse(decorator) not in WHITELISTING:
		return ""
	audience = (
		"guest" if "allow_guest" in arguments and ast.unparse(arguments["allow_guest"]) != "False" else "user"
	)
	methods = ast.literal_eval(arguments["methods"]) if "methods" in arguments else ["any"]
	return f"{audience} {','.join(methods)}"


def closed_functions() -> list[str]:
	"""Return the dotted names of the pinned functions that guests and portal users may not call."""
	names = [line.split()[2] for line in PINNED.read_text(encoding="utf-8").splitlines()]
	return [name for name in names if name not in OPEN_TO_GUESTS]


def own_closed_functions() -> list[str]:
	"""Return the dotted names of our own functions that are for staff."""
	names = [line.split()[2] for line in whitelisted_functions(OWN)]
	return [name for name in names if not name.startswith(OPEN_FOLDERS)]


if __name__ == "__main__":
	sys.stdout.write("\n".join(whitelisted_functions(FRAMEWORK)) + "\n")
