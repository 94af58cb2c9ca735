// The customer's form: contacts and addresses of the framework, contracts that end soon, and a ticket at hand.

const SOON_DAYS = 60;

frappe.ui.form.on("SD Customer", {
	setup(frm) {
		frm.set_query("account_manager", () => ({ filters: { enabled: 1, user_type: "System User" } }));
		frm.set_query("language", () => ({ filters: { enabled: 1 } }));
	},

	refresh(frm) {
		frm.set_intro("");
		if (frm.is_new()) {
			frappe.contacts.clear_address_and_contact(frm);
			return;
		}
		frappe.dynamic_link = { doc: frm.doc, fieldname: "name", doctype: "SD Customer" };
		if (frm.doc.__onload) {
			frappe.contacts.render_address_and_contact(frm);
		}
		warn_of_contracts(frm);
		if (frappe.model.can_create("SD Ticket") && !frm.doc.disabled) {
			frm.add_custom_button(__("New Ticket"), () =>
				frappe.new_doc("SD Ticket", { customer: frm.doc.name }),
			);
		}
		frm.add_custom_button(__("Equipment Tree"), () => open_tree(frm.doc.name));
		if (frappe.model.can_export("SD Ticket")) {
			frm.add_custom_button(__("Report of a Period"), () => ask_for_period(frm.doc.name));
		}
	},
});

// A tree that is open already shows whom it showed before, unless it is told.
function open_tree(customer) {
	const open = frappe.views.trees?.["SD Equipment"];
	if (open) {
		open.page.fields_dict.customer.set_value(customer);
	} else {
		frappe.route_options = { customer };
	}
	frappe.set_route("Tree", "SD Equipment");
}

// The report that the customer's managers see at the portal, as a workbook.
function ask_for_period(customer) {
	const periods = {
		this_month: __("This month"),
		last_month: __("Last month"),
		this_quarter: __("This quarter"),
		last_quarter: __("Last quarter"),
		this_year: __("This year"),
		last_year: __("Last year"),
		own: __("Other period"),
	};
	const day = (fieldname, label) => ({
		fieldname,
		label,
		fieldtype: "Date",
		depends_on: "eval:doc.period === 'own'",
		mandatory_depends_on: "eval:doc.period === 'own'",
	});
	const dialog = new frappe.ui.Dialog({
		title: __("Report of a Period"),
		fields: [
			{
				fieldname: "period",
				label: __("Period"),
				fieldtype: "Select",
				options: Object.entries(periods).map(([value, label]) => ({ value, label })),
				default: "last_month",
				reqd: 1,
			},
			day("from_day", __("From")),
			day("to_day", __("Until")),
		],
		primary_action_label: __("Table (XLSX)"),
		primary_action(values) {
			const asked = new URLSearchParams({ customer, ...values });
			window.open(`/api/method/servicedesk.api.agent.reports.customer_report?${asked}`);
			dialog.hide();
		},
	});
	dialog.show();
}

// Said once and at the top: nobody looks for an end of a contract.
function warn_of_contracts(frm) {
	const today = frappe.datetime.get_today();
	frappe.db
		.get_list("SD Contract", {
			filters: {
				customer: frm.doc.name,
				contract_state: "Active",
				end_date: ["between", [today, frappe.datetime.add_days(today, SOON_DAYS)]],
			},
			fields: ["name", "end_date"],
			order_by: "end_date asc",
			limit: 3,
		})
		.then((contracts) => {
			const lines = contracts.map((row) =>
				__("Contract {0} ends on {1}.", [
					`<a href="/app/sd-contract/${encodeURIComponent(row.name)}">${frappe.utils.escape_html(row.name)}</a>`,
					frappe.datetime.str_to_user(row.end_date),
				]),
			);
			if (lines.length) {
				frm.set_intro(lines.join("<br>"), "orange");
			}
		});
}
