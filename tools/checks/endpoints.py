"""The rules of whitelisted functions: typed, one method list, one guard of the right audience, short, in ``api/``."""

import ast
from collections.abc import Iterator
from pathlib import Path

from checks.source_tree import Finding, dotted_name, files, is_test, parsed

LONGEST_BODY = 15  # lines, without the docstring
GUARDS_MODULE = "shared/guards.py"
GUARD_ENDING = "_endpoint"
METHODS = frozenset({"GET", "POST", "PUT", "DELETE"})
# Which guard an audience's folder wears, and whether guests may come.
FOLDERS = {
	"api/public": ("guest_endpoint", True),
	"api/portal": ("portal_endpoint", False),
	"api/agent": ("agent_endpoint", False),
}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def guard_names(app: Path) -> set[str]:
	"""The guards that the app defines: every top-level name of the guards' module that ends in ``_endpoint``."""
	module = app / GUARDS_MODULE
	if not module.exists():
		return set()
	names: set[str] = set()
	for statement in parsed(module).body:
		if isinstance(statement, ast.Assign):
			names.update(target.id for target in statement.targets if isinstance(target, ast.Name))
		elif isinstance(statement, ast.FunctionDef):
			names.add(statement.name)
	return {name for name in names if name.endswith(GUARD_ENDING)}


def endpoint_findings(app: Path) -> list[Finding]:
	"""What is wrong with the whitelisted functions of an app's package."""
	guards = guard_names(app)
	findings = []
	for path in files(app, ".py"):
		if is_test(path):
			continue
		relative = path.relative_to(app).as_posix()
		for function in whitelisted_functions(parsed(path)):
			findings += [
				Finding(relative, function.lineno, f"{function.name}: {message}")
				for message in _complaints(relative, function, guards)
			]
	return findings


def whitelisted_functions(tree: ast.Module) -> Iterator[Function]:
	"""Every function or method that wears ``frappe.whitelist``, called or not."""
	for node in ast.walk(tree):
		if isinstance(node, Function) and any(_is_whitelist(each) for each in node.decorator_list):
			yield node


def _is_whitelist(decorator: ast.expr) -> bool:
	called = decorator.func if isinstance(decorator, ast.Call) else decorator
	return dotted_name(called) in {"frappe.whitelist", "whitelist"}


def _complaints(relative: str, function: Function, guards: set[str]) -> Iterator[str]:
	yield from _place_complaints(relative)
	yield from _annotation_complaints(function)
	yield from _whitelist_complaints(relative, function)
	yield from _guard_complaints(relative, function, guards)
	length = body_length(function)
	if length > LONGEST_BODY:
		yield f"the body has {length} lines, at most {LONGEST_BODY}: move the work below api/"


def _place_complaints(relative: str) -> Iterator[str]:
	if not relative.startswith("api/"):
		yield "whitelisted outside api/: commands live there, and nothing is whitelisted in a controller"


def _annotation_complaints(function: Function) -> Iterator[str]:
	every = function.args
	arguments = [*every.posonlyargs, *every.args, *every.kwonlyargs, every.vararg, every.kwarg]
	for argument in arguments:
		if argument and argument.arg not in {"self", "cls"} and not argument.annotation:
			yield f"argument {argument.arg} has no type: Frappe checks what callers send by it"
	if not function.returns:
		yield "the returned value has no type"


def _whitelist_complaints(relative: str, function: Function) -> Iterator[str]:
	decorator = next(each for each in function.decorator_list if _is_whitelist(each))
	options = {}
	if isinstance(decorator, ast.Call):
		options = {keyword.arg: keyword.value for keyword in decorator.keywords}
	if not _is_method_list(options.get("methods")):
		yield 'the decorator must say methods=["POST"] or the like, as a literal list'
	allowed = options.get("allow_guest")
	guests = allowed is not None and not (isinstance(allowed, ast.Constant) and allowed.value is False)
	if guests and not relative.startswith("api/public/"):
		yield "allow_guest outside api/public"
	if not guests and relative.startswith("api/public/"):
		yield "stands in api/public without allow_guest=True: it belongs to another audience's folder"


def _is_method_list(node: ast.expr | None) -> bool:
	if not isinstance(node, ast.List | ast.Tuple) or not node.elts:
		return False
	return all(isinstance(each, ast.Constant) and each.value in METHODS for each in node.elts)


def _guard_complaints(relative: str, function: Function, guards: set[str]) -> Iterator[str]:
	names = [
		dotted_name(each.func if isinstance(each, ast.Call) else each) for each in function.decorator_list
	]
	worn = [name.rpartition(".")[2] for name in names if name.rpartition(".")[2] in guards]
	if len(worn) != 1:
		yield f"wears {len(worn)} guards, exactly one of {', '.join(sorted(guards)) or GUARDS_MODULE} is needed"
	if worn and not _is_whitelist(function.decorator_list[0]):
		yield "frappe.whitelist must be the first decorator, or the guard is passed by"
	for folder, (guard, _guests) in FOLDERS.items():
		if relative.startswith(folder) and worn and guard not in worn:
			yield f"{folder} is the place of {guard}, not of {worn[0]}"


def body_length(function: Function) -> int:
	"""Lines from the first statement after the docstring to the last, both counted."""
	body = function.body[1:] if ast.get_docstring(function) is not None else function.body
	return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
