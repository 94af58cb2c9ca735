// Ends of contracts, each on its last day; looked at, not dragged about.

const CLASSES = { Draft: "default", Active: "success", Expired: "danger", Terminated: "danger" };

frappe.views.calendar["SD Contract"] = {
	field_map: { id: "name", start: "end_date", end: "end_date", title: "title", allDay: "all_day" },
	get_events_method: "servicedesk.api.agent.registers.contract_ends",
	get_css_class: (event) => CLASSES[event.contract_state],
	options: { editable: false, selectable: false, displayEventTime: false },
};
