// The ticket list: the state in the colour of what it means.

const COLORS = {
	new: "orange",
	active: "blue",
	waiting_for_customer: "yellow",
	waiting_for_others: "yellow",
	resolved: "green",
	closed: "gray",
	cancelled: "gray",
};

frappe.listview_settings["SD Ticket"] = {
	add_fields: ["workflow_state", "state_category"],
	hide_name_column: false,
	get_indicator(doc) {
		return [doc.workflow_state, COLORS[doc.state_category], `workflow_state,=,${doc.workflow_state}`];
	},
};
