// The list of problems: how far each is.

const COLORS = { Open: "orange", "Known Error": "yellow", Planned: "blue", Done: "green", Rejected: "gray" };

frappe.listview_settings["SD Problem"] = {
	add_fields: ["problem_state"],
	get_indicator(doc) {
		return [__(doc.problem_state), COLORS[doc.problem_state], `problem_state,=,${doc.problem_state}`];
	},
};
