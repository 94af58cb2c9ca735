// The list of registrations: those that wait for a decision stand out.

const COLOURS = {
	Received: "gray",
	Requested: "orange",
	Approved: "green",
	Refused: "red",
	"Known Address": "blue",
};

frappe.listview_settings["SD Registration"] = {
	hide_name_column: true,

	get_indicator(doc) {
		const state = doc.registration_state;
		return [__(state), COLOURS[state], `registration_state,=,${state}`];
	},
};
