// The list of visits: how far each is, and the way to the calendar.

const COLORS = {
	Planned: "blue",
	"On the Way": "yellow",
	Done: "green",
	"Nobody There": "orange",
	Cancelled: "gray",
};

frappe.listview_settings["SD Field Visit"] = {
	add_fields: ["visit_state"],
	get_indicator(doc) {
		return [__(doc.visit_state), COLORS[doc.visit_state], `visit_state,=,${doc.visit_state}`];
	},
	onload(listview) {
		listview.page.add_inner_button(__("Calendar"), () =>
			frappe.set_route("List", "SD Field Visit", "Calendar", "default"),
		);
	},
};
