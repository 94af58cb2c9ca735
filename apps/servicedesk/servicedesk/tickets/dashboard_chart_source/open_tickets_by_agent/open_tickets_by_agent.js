// Where the chart of this name gets its figures.

frappe.provide("frappe.dashboards.chart_sources");
frappe.dashboards.chart_sources["Open Tickets by Agent"] = {
	method: "servicedesk.api.agent.figures.load_by_agent",
	filters: [],
};
