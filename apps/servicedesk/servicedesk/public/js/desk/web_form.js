// A Web Form that a request type has made: what may be refined of it is said, and the rest cannot be typed into.

const REFINED = ["label", "description", "reqd", "hidden"];
const KEPT_TABS = ["web_form_fields", "title", "sd_request_type"];

frappe.ui.form.on("Web Form", {
	refresh(frm) {
		if (!frm.doc.sd_request_type) {
			return;
		}
		frm.set_intro(
			__(
				"Made from the request type {0}. Here you change labels, help, order, what is hidden and what is mandatory; that stays when the form is made again. Everything else is changed in the request type.",
				[
					`<a href="/app/sd-request-type/${encodeURIComponent(frm.doc.sd_request_type)}">${frappe.utils.escape_html(frm.doc.sd_request_type)}</a>`,
				],
			),
		);
		frm.clear_custom_buttons();
		for (const field of frm.meta.fields) {
			if (field.fieldname !== "web_form_fields") {
				frm.set_df_property(field.fieldname, "read_only", 1);
			}
			if (!KEPT_TABS.includes(field.fieldname) && ["Code", "Table"].includes(field.fieldtype)) {
				frm.set_df_property(field.fieldname, "hidden", 1);
			}
		}
		const grid = frm.fields_dict.web_form_fields.grid;
		grid.cannot_add_rows = true;
		grid.cannot_delete_rows = true;
		for (const field of frappe.get_meta("Web Form Field").fields) {
			if (!REFINED.includes(field.fieldname)) {
				grid.update_docfield_property(field.fieldname, "read_only", 1);
			}
		}
		grid.refresh();
	},
});
