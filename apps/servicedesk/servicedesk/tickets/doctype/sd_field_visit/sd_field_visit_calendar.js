// Visits by day and hour; the list's filters narrow them, to one specialist for example. Dragging moves a visit: the
// server refuses a clash, and the visit goes back to its place.

const CLASSES = {
	Planned: "default",
	"On the Way": "warning",
	Done: "success",
	"Nobody There": "danger",
	Cancelled: "standard",
};

frappe.views.calendar["SD Field Visit"] = {
	field_map: { id: "name", start: "starts_at", end: "ends_at", title: "title", allDay: "all_day" },
	get_events_method: "servicedesk.api.agent.visits.visits_between",
	get_css_class: (event) => CLASSES[event.visit_state],
};
