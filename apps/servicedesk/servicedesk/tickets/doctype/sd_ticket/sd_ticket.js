// The ticket's form. What it does stands in public/js/desk.

// What is the customer's own: what belongs to somebody else would be refused when the ticket is saved.
const OF_THE_CUSTOMER = {
	contract: [],
	equipment: [["equipment_state", "!=", "Retired"]],
};

frappe.ui.form.on("SD Ticket", {
	setup(frm) {
		for (const [field, filters] of Object.entries(OF_THE_CUSTOMER)) {
			frm.set_query(field, () => ({
				filters: [["customer", "=", frm.doc.customer || ""], ...filters],
			}));
		}
		frm.servicedesk = new servicedesk.desk.TicketDesk(frm);
	},

	refresh(frm) {
		for (const field of ["panel_html", "conversation_html", "history_html"]) {
			frm.toggle_display(field, !frm.is_new());
		}
		if (!frm.is_new()) {
			frm.servicedesk.refresh();
		}
	},

	before_workflow_action(frm) {
		return frm.servicedesk.before_workflow_action();
	},
});
