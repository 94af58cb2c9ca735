// The list of imports: the state in its colour.

frappe.listview_settings["SD Import"] = {
	get_indicator(doc) {
		const color = { Draft: "gray", Queued: "orange", Running: "blue", Done: "green", Failed: "red" };
		return [__(doc.state), color[doc.state], `state,=,${doc.state}`];
	},
};
