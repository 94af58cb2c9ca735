// The ticket list: the state in the colour of what it means, and actions on the tickets that are ticked.

frappe.listview_settings["SD Ticket"] = {
	add_fields: ["workflow_state", "state_category", "priority", "agent"],
	hide_name_column: false,
	// Staff choose what they look at; everything that ever was is found by a filter.
	filters: [["state_category", "in", ["new", "active", "waiting_for_customer", "waiting_for_others"]]],

	get_indicator(doc) {
		// Some of the framework's short lists do not ask for the state.
		if (!doc.workflow_state) {
			return undefined;
		}
		const color = servicedesk.desk.COLORS[doc.state_category];
		return [doc.workflow_state, color, `workflow_state,=,${doc.workflow_state}`];
	},

	onload(list) {
		servicedesk.desk.add_list_actions(list);
	},

	refresh(list) {
		servicedesk.desk.show_due_times(list);
	},
};
