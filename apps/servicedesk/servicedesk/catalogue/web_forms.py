"""The Web Form of a request type: made from its table of fields, refined by staff in the desk, published and withdrawn.

Staff change labels, help, order, what is hidden and what is mandatory there. Making the form again keeps their changes:
three readings are compared, what was generated last time (`sd_generated`), what staff have made of it, and what is
generated now (`domain.form_refinement`). What comes out becomes the version of the form that the portal shows.

The form's route is the portal's own address, and the framework's `accept` goes through the one door
(`api.web_forms`): there is no second way in.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import partial
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, cstr

from servicedesk.catalogue import form_versions
from servicedesk.catalogue.form_content import as_shown, content_of
from servicedesk.catalogue.form_fields import grouped_lines, lines
from servicedesk.catalogue.request_forms import forget_forms
from servicedesk.domain.form_refinement import Shown, merged
from servicedesk.domain.option_lines import option_lines
from servicedesk.shared.forgetting import forget_now_and_after

DOCTYPE, TICKET = "Web Form", "SD Ticket"
ADDRESS = "portal/new/"
# What each type of question is called in the framework, and what stands among its options there.
FIELDTYPES: Mapping[str, tuple[str, str]] = {
	"Text": ("Data", ""),
	"Long Text": ("Text", ""),
	"Number": ("Float", ""),
	"Date": ("Date", ""),
	"Time": ("Time", ""),
	"Choice": ("Select", ""),
	"Multiple Choice": ("Small Text", ""),
	"Checkbox": ("Check", ""),
	"Email": ("Data", "Email"),
	"Phone": ("Data", "Phone"),
	"File": ("Attach", ""),
	"Contract": ("Link", "SD Contract"),
	"Service": ("Link", "SD Service"),
	"Equipment": ("Link", "SD Equipment"),
	"Colleague": ("Link", "SD Portal Account"),
	"Section": ("Section Break", ""),
	"Note": ("HTML", ""),
}
# What staff may change of a field, by the framework's names for it.
REFINABLE = {"label": "label", "help_text": "description", "mandatory": "reqd", "hidden": "hidden"}


def publish(request_type: Any) -> None:
	"""Make the request type's Web Form, or make it again, and the version of the form that is asked from now on.

	A type that was never published has a version, but no Web Form yet; one that is withdrawn keeps its form, unpublished.
	"""
	form = web_form_of(request_type.name)
	if not form and request_type.published:
		form = frappe.new_doc(DOCTYPE)
	shown = _shown(request_type, form)
	if form:
		_write(form, request_type, shown)
	_renew_version(request_type, shown)


def take_over(form: Any) -> None:
	"""Ask from now on as staff have refined the Web Form."""
	request_type = frappe.get_doc("SD Request Type", form.sd_request_type)
	_renew_version(request_type, _shown(request_type, form))


def keep_generated(form: Any) -> None:
	"""What staff save of a generated form: their refinements and nothing else. Raises for rows added or removed."""
	before = form.get_doc_before_save()
	rows = {row.fieldname: row for row in before.web_form_fields} if before else {}
	if sorted(cstr(row.fieldname) for row in form.web_form_fields) != sorted(rows):
		frappe.throw(
			_("Questions are added and removed in the request type {0}. Here they can be hidden.").format(
				form.sd_request_type
			)
		)
	_set_back(form, before, ("web_form_fields",))
	for row in form.web_form_fields:
		row.label = row.label or rows[row.fieldname].label
		_set_back(row, rows[row.fieldname], REFINABLE.values())


def withdraw(request_type: str) -> None:
	"""Delete the Web Form of a request type that is deleted."""
	form = web_form_of(request_type)
	if form:
		form.flags.goes_with_type = True
		# Who deletes a request type need not have the framework's rights on its Web Form, which is only its likeness.
		form.delete(ignore_permissions=True)


def ensure_versions() -> None:
	"""Give every request type that has none its first version and its Web Form; called at each migration."""
	for name in frappe.get_all("SD Request Type", {"form_version": ("is", "not set")}, pluck="name"):
		# query-in-loop: at a migration, and only for the types of an older release
		publish(frappe.get_doc("SD Request Type", name))


def web_form_of(request_type: str) -> Any:
	"""The Web Form that was made from the request type, None where there is none. One statement, and those that load it."""
	name = frappe.db.get_value(DOCTYPE, {"sd_request_type": request_type}, "name")
	return frappe.get_doc(DOCTYPE, name) if name else None


def _shown(request_type: Any, form: Any | None) -> list[Shown]:
	generated = as_shown(request_type.form_fields)
	if not form or form.is_new():
		return generated
	refined = [_shown_row(row) for row in form.web_form_fields]
	return merged(_generated_before(form), refined, generated)


def _shown_row(row: Any) -> Shown:
	return Shown(
		row.fieldname, row.label or "", row.description or "", bool(cint(row.reqd)), bool(cint(row.hidden))
	)


def _generated_before(form: Any) -> list[Shown]:
	return [Shown(**field) for field in json.loads(form.sd_generated or "[]")]


def _write(form: Any, request_type: Any, shown: Sequence[Shown]) -> None:
	"""Write the form as it is now, and beside it what of that is the generator's."""
	by_name = {row.field_name: row for row in request_type.form_fields}
	rows = [_row(by_name[field.name], field) for field in shown]
	values = _values(request_type)
	if not form.is_new() and _says(form, values, rows):
		_note_generated(form, request_type, shown)
		return
	form.update(values)
	form.set("web_form_fields", rows)
	form.flags.generated = True
	# Who edits request types need not have the framework's rights on Web Forms, which would be rights to write scripts.
	if form.is_new():
		name = _free_name(request_type.route)
		form.insert(ignore_permissions=True, set_name=name)  # they edit types, not forms
	else:
		form.save(ignore_permissions=True)  # they edit types, not forms
	form.flags.generated = False
	_note_generated(form, request_type, shown)


def _free_name(route: str) -> str:
	"""A name that says where the form is, unless a type that has moved away from there still has it."""
	name = f"sd-{route}"
	return f"{name}-{frappe.generate_hash(length=4)}" if frappe.db.exists(DOCTYPE, name) else name


def _values(request_type: Any) -> dict[str, Any]:
	"""The form's own properties. None of them is staff's: a script or an open list would be a way past the door."""
	return {
		"title": request_type.title,
		"route": f"{ADDRESS}{request_type.route}",
		"doc_type": TICKET,
		"module": "Tickets",
		"is_standard": 0,
		"published": cint(request_type.published),
		"login_required": 0 if request_type.public else 1,
		"anonymous": 0,
		"allow_edit": 0,
		"allow_delete": 0,
		"allow_multiple": 1,
		"allow_comments": 0,
		"show_list": 0,
		"sd_request_type": request_type.name,
	}


def _row(row: Any, shown: Shown) -> dict[str, Any]:
	fieldtype, options = FIELDTYPES[row.field_type]
	if fieldtype == "Select":
		options = "\n".join(["", *_answers(row)])
	return {
		"fieldname": row.field_name,
		"fieldtype": fieldtype,
		"label": shown.label,
		"description": shown.help_text,
		"reqd": int(shown.mandatory),
		"hidden": int(shown.hidden),
		"options": options,
		"default": row.default_value or "",
		"max_length": cint(row.max_length),
		"depends_on": _condition(row),
	}


def _answers(row: Any) -> list[str]:
	"""What may be answered: of "Printer > Paper jam | free" the paper jam."""
	if row.options_depend_on:
		return [option.value for _answer, option in grouped_lines(row.options)]
	return [line.value for line in option_lines(row.options)]


def _condition(row: Any) -> str:
	"""When the question is shown, as the framework writes it; names and answers as JSON, so that none becomes code."""
	if not row.depends_on_field:
		return ""
	answers = json.dumps(lines(row.depends_on_values), ensure_ascii=False)
	return f"eval:{answers}.includes(String(doc[{json.dumps(row.depends_on_field)}]))"


def _says(form: Any, values: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> bool:
	"""Whether the form says all of this already."""
	if not _holds(form, values) or len(rows) != len(form.web_form_fields):
		return False
	return all(_holds(stored, row) for stored, row in zip(form.web_form_fields, rows, strict=True))


def _holds(stored: Any, values: Mapping[str, Any]) -> bool:
	return all(cstr(stored.get(key)) == cstr(value) for key, value in values.items())


def _note_generated(form: Any, request_type: Any, shown: Sequence[Shown]) -> None:
	"""Remember what is the generator's, in the words in which the framework has stored it: it cleans some of them."""
	stored = {row.fieldname: _shown_row(row) for row in form.web_form_fields}
	theirs = {field.name: field for field in shown}
	noted = []
	for field in as_shown(request_type.form_fields):
		values = asdict(field)
		same = [key for key in REFINABLE if values[key] == getattr(theirs[field.name], key)]
		noted.append({**values, **{key: getattr(stored[field.name], key) for key in same}})
	text = json.dumps(noted, ensure_ascii=False)
	if form.sd_generated != text:
		form.db_set("sd_generated", text, update_modified=False)


def _set_back(doc: Any, before: Any, free: Any) -> None:
	"""Everything but what is free is as it was."""
	for field in doc.meta.fields:
		if field.fieldname not in (*free, "sd_generated"):
			doc.set(field.fieldname, before.get(field.fieldname))


def _renew_version(request_type: Any, shown: Sequence[Shown]) -> None:
	content = content_of(request_type.title, request_type.form_fields, shown)
	key = form_versions.keep(request_type.name, content)
	if request_type.form_version != key:
		request_type.db_set("form_version", key, update_modified=False)
	forget_now_and_after(partial(frappe.clear_document_cache, request_type.doctype, request_type.name))
	forget_forms()
