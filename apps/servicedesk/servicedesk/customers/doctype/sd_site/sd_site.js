// The site's form: what stands there is one click away.

frappe.ui.form.on("SD Site", {
	refresh(frm) {
		if (frm.is_new()) {
			return;
		}
		frm.add_custom_button(__("Add Equipment"), () =>
			frappe.new_doc("SD Equipment", {
				customer: frm.doc.customer,
				site: frm.doc.name,
				city: frm.doc.city,
				street: frm.doc.street,
			}),
		);
	},
});
