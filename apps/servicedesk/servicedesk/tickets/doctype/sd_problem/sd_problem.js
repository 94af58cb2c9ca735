// The problem's form: its tickets, a word to all their customers, and a solution for all of them at once.

const METHODS = "servicedesk.api.agent.problems";
const COLORS = {
	new: "orange",
	active: "blue",
	waiting_for_customer: "yellow",
	waiting_for_others: "yellow",
	resolved: "green",
	closed: "gray",
	cancelled: "gray",
};

frappe.ui.form.on("SD Problem", {
	setup(frm) {
		frm.set_query("agent", () => ({ filters: { enabled: 1, user_type: "System User" } }));
	},

	refresh(frm) {
		frm.problem_tickets = [];
		if (frm.is_new()) {
			return;
		}
		show_tickets(frm);
		frm.add_custom_button(__("Tell the Customers"), () => tell(frm));
		frm.add_custom_button(__("Resolve Tickets"), () => resolve(frm));
	},

	after_save(frm) {
		if (frm.doc.problem_state === "Done" && frm.problem_tickets.some((row) => row.steps.length)) {
			resolve(frm);
		}
	},
});

function show_tickets(frm) {
	return frappe
		.call({ method: `${METHODS}.problem_overview`, args: { problem: frm.doc.name }, type: "GET" })
		.then(({ message }) => {
			frm.problem_tickets = message.tickets;
			frm.get_field("tickets_html").$wrapper.html(tickets_html(message));
		});
}

function tickets_html({ counts, tickets, more }) {
	const words = [
		__("Open: {0}", [counts.open]),
		__("Resolved: {0}", [counts.resolved]),
		__("Closed: {0}", [counts.closed]),
		__("Customers: {0}", [counts.customers]),
	];
	const rows = tickets.map(ticket_row).join("");
	const rest = more ? `<p class="text-muted">${__("The list shows only the newest ones.")}</p>` : "";
	const table = rows ? `<table class="table table-sm"><tbody>${rows}</tbody></table>` : "";
	return `<p><strong>${words.join(" · ")}</strong></p>${table}${rest}`;
}

function ticket_row(row) {
	const text = frappe.utils.escape_html;
	const link = `<a href="/app/sd-ticket/${encodeURIComponent(row.ticket)}">${text(row.ticket)}</a>`;
	const state = `<span class="indicator-pill ${COLORS[row.category]}">${text(row.state || "")}</span>`;
	// Five columns are too many for a telephone: the customer and the agent stand on the ticket itself.
	const cells = [
		["", link],
		["", text(row.subject || "")],
		["hidden-xs", text(row.customer || "")],
		["", state],
		["hidden-xs", text(row.agent_name || "")],
	];
	return `<tr>${cells.map(([shown, cell]) => `<td class="${shown}">${cell}</td>`).join("")}</tr>`;
}

function tell(frm) {
	// One key for one dialog: pressed twice, it is written once.
	const key = frappe.utils.get_random(20);
	const dialog = new frappe.ui.Dialog({
		title: __("Tell the Customers"),
		fields: [
			{
				fieldname: "message",
				fieldtype: "Small Text",
				label: __("Message"),
				description: __("Every open ticket of the problem gets it, each customer for themselves."),
				reqd: 1,
			},
		],
		primary_action_label: __("Send"),
		primary_action({ message }) {
			send(frm, dialog, "tell_customers", { problem: frm.doc.name, message, key }, (answer) =>
				__("Told on {0} tickets.", [answer.told]),
			);
		},
	});
	dialog.show();
}

function resolve(frm) {
	const ready = frm.problem_tickets.filter((row) => row.steps.length);
	if (!ready.length) {
		frappe.msgprint(__("None of the tickets can be resolved now."));
		return;
	}
	const dialog = new frappe.ui.Dialog({
		title: __("Resolve Tickets"),
		fields: [
			{
				fieldname: "tickets",
				fieldtype: "MultiCheck",
				label: __("Tickets"),
				options: ready.map((row) => ({
					label: frappe.utils.escape_html(`${row.ticket} · ${row.subject} · ${row.customer}`),
					value: row.ticket,
					checked: 1,
				})),
			},
			{
				fieldname: "resolution",
				fieldtype: "Small Text",
				label: __("What was done"),
				default: frm.doc.solution,
				reqd: 1,
			},
		],
		primary_action_label: __("Resolve"),
		primary_action({ tickets, resolution }) {
			const args = { problem: frm.doc.name, tickets: JSON.stringify(tickets), resolution };
			send(frm, dialog, "resolve_tickets", args, resolved_text);
		},
	});
	dialog.show();
}

function resolved_text({ resolved, refused }) {
	const lines = refused.map((row) => frappe.utils.escape_html(`${row.ticket}: ${row.reason}`));
	return [__("Resolved: {0}", [resolved.length]), ...lines].join("<br>");
}

// What was typed stays in the dialog until the server has taken it.
function send(frm, dialog, method, args, text) {
	dialog.disable_primary_action();
	frappe
		.call({ method: `${METHODS}.${method}`, args })
		.then(({ message }) => {
			dialog.hide();
			frappe.msgprint(text(message));
			show_tickets(frm);
		})
		.always(() => dialog.enable_primary_action());
}
