// Rules that rest are told from those in force.

frappe.listview_settings["SD Escalation Rule"] = {
	add_fields: ["enabled"],
	get_indicator: (doc) =>
		doc.enabled ? [__("In Force"), "green", "enabled,=,1"] : [__("Not in Force"), "gray", "enabled,=,0"],
};
