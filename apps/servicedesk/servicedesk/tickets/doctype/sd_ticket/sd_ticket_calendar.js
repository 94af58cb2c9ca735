// When tickets are due: the next due time of each open clock. Field visits have a calendar of their own.

frappe.views.calendar["SD Ticket"] = {
	field_map: { start: "start", end: "end", id: "name", title: "title", allDay: "allDay", color: "color" },
	get_events_method: "servicedesk.api.agent.due_times.between",
	options: { editable: false, selectable: false, displayEventEnd: false },
};
