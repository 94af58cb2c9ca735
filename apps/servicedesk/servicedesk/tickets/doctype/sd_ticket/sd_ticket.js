// The ticket's form: clocks on top, steps that ask for the words they demand, and replies to the customer.

const MARKS = {
	not_started: ["gray", __("Not started")],
	running: ["blue", __("Running")],
	paused: ["orange", __("Paused")],
	breached: ["red", __("Breached")],
	met: ["green", __("Met")],
	met_late: ["red", __("Met late")],
	cancelled: ["gray", __("Cancelled")],
};

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
	},

	refresh(frm) {
		frm.servicedesk_steps = [];
		if (frm.is_new()) {
			return;
		}
		show_overview(frm);
		frm.add_custom_button(__("Reply to the Customer"), () => ask_reply(frm));
	},

	before_workflow_action(frm) {
		const step = frm.servicedesk_steps.find((row) => row.action === frm.selected_workflow_action);
		if (!step?.demands) {
			return Promise.resolve();
		}
		frappe.dom.unfreeze();
		ask_words(frm, step);
		// The dialog takes the step itself, with its words; the framework's own call must not.
		return new Promise(() => {});
	},
});

function show_overview(frm) {
	frappe
		.call({
			method: "servicedesk.api.agent.ticket_overview",
			args: { number: frm.doc.name },
			type: "GET",
		})
		.then(({ message }) => {
			frm.servicedesk_steps = message.steps;
			frm.get_field("clocks_html").$wrapper.html(message.clocks.map(clock_row).join(""));
		});
}

function clock_row(clock) {
	const [color, label] = MARKS[clock.mark];
	const due = clock.due_at ? `· ${__("due")} ${frappe.datetime.str_to_user(clock.due_at)}` : "";
	const text = frappe.utils.escape_html(
		`${clock.label}: ${clock.remaining} / ${clock.target} ${due} · ${clock.sla}, ${clock.calendar}`,
	);
	return `<p><span class="indicator-pill ${color}">${label}</span> ${text}</p>`;
}

function ask_words(frm, step) {
	const resolution = step.demands === "Resolution";
	const dialog = new frappe.ui.Dialog({
		title: step.action,
		fields: [
			{
				fieldname: "words",
				fieldtype: "Small Text",
				label: resolution ? __("What was done") : __("Message to the customer"),
				default: resolution ? frm.doc.resolution : "",
				reqd: 1,
			},
		],
		primary_action_label: step.action,
		primary_action({ words }) {
			const args = { number: frm.doc.name, action: step.action };
			args[resolution ? "resolution" : "message"] = words;
			send(frm, dialog, "servicedesk.api.agent.take_step", args);
		},
	});
	dialog.show();
}

function ask_reply(frm) {
	const dialog = new frappe.ui.Dialog({
		title: __("Reply to the Customer"),
		fields: [
			{
				fieldname: "message",
				fieldtype: "Small Text",
				label: __("Message to the customer"),
				reqd: 1,
			},
		],
		primary_action_label: __("Send"),
		primary_action({ message }) {
			send(frm, dialog, "servicedesk.api.agent.reply", { number: frm.doc.name, message });
		},
	});
	dialog.show();
}

// What was typed stays in the dialog until the server has taken it.
function send(frm, dialog, method, args) {
	dialog.disable_primary_action();
	frappe
		.call({ method, args })
		.then(() => {
			dialog.hide();
			frm.reload_doc();
		})
		.always(() => dialog.enable_primary_action());
}
