// The list of equipment: the state in its colour.

const COLORS = { "In Use": "green", "In Stock": "blue", "In Repair": "orange", Retired: "gray" };

frappe.listview_settings["SD Equipment"] = {
	add_fields: ["equipment_state"],
	hide_name_column: true,
	get_indicator(doc) {
		return [
			__(doc.equipment_state),
			COLORS[doc.equipment_state],
			`equipment_state,=,${doc.equipment_state}`,
		];
	},
};
