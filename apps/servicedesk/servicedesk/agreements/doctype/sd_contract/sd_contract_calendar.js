// Ends of contracts, each on its last day; looked at, not dragged about.

frappe.views.calendar["SD Contract"] = {
	field_map: { id: "name", start: "end_date", end: "end_date", title: "title", allDay: "all_day" },
	get_events_method: "servicedesk.api.agent.registers.contract_ends",
	options: { editable: false, selectable: false, displayEventTime: false },
};
