// Where the chart of this name gets its figures.

frappe.provide("frappe.dashboards.chart_sources");
frappe.dashboards.chart_sources["Clocks Met and Missed"] = {
	method: "servicedesk.api.agent.figures.clocks_met_and_missed",
	filters: [],
};
