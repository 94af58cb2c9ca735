// The customer list: who is no longer served stands out.

frappe.listview_settings["SD Customer"] = {
	add_fields: ["disabled"],
	hide_name_column: true,
	get_indicator(doc) {
		return doc.disabled
			? [__("Disabled"), "gray", "disabled,=,1"]
			: [__("Served"), "green", "disabled,=,0"];
	},
};
