// Where the chart of this name gets its figures.

frappe.provide("frappe.dashboards.chart_sources");
frappe.dashboards.chart_sources["Tickets Opened and Resolved"] = {
	method: "servicedesk.api.agent.figures.opened_and_resolved",
	filters: [],
};
