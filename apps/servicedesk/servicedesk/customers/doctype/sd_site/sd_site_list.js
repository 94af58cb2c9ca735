// The list of sites: those in use and those given up.

frappe.listview_settings["SD Site"] = {
	add_fields: ["disabled"],
	hide_name_column: true,
	get_indicator(doc) {
		return doc.disabled
			? [__("Disabled"), "gray", "disabled,=,1"]
			: [__("In Use"), "green", "disabled,=,0"];
	},
};
