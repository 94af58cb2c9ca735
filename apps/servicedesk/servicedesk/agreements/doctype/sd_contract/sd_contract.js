// The contract's form: a word when the end is near, and steps that ask for the end or the reason they demand.

const SOON_DAYS = 60;
const ASKED = {
	Terminated: {
		fieldname: "reason",
		fieldtype: "Small Text",
		label: __("Reason for Termination"),
		reqd: 1,
	},
	Active: {
		fieldname: "until",
		fieldtype: "Date",
		label: __("Until"),
		description: __("Empty: without end."),
	},
};

frappe.ui.form.on("SD Contract", {
	setup(frm) {
		frm.set_query("site", "sites", () => ({ filters: { customer: frm.doc.customer || "" } }));
		frm.set_query("service", "services", () => ({ filters: { disabled: 0 } }));
		frm.set_query("account_manager", () => ({ filters: { enabled: 1, user_type: "System User" } }));
	},

	refresh(frm) {
		frm.set_intro("");
		if (frm.is_new()) {
			return;
		}
		say_when_it_ends(frm);
		if (frm.doc.contract_state === "Active" && frappe.model.can_create("SD Ticket")) {
			frm.add_custom_button(__("New Ticket"), () =>
				frappe.new_doc("SD Ticket", { customer: frm.doc.customer, contract: frm.doc.name }),
			);
		}
	},

	before_workflow_action(frm) {
		const action = frm.selected_workflow_action;
		return frappe.workflow.get_transitions(frm.doc).then((steps) => {
			const step = steps.find((row) => row.action === action);
			const renewal = step?.next_state === "Active" && frm.doc.contract_state === "Expired";
			if (step?.next_state !== "Terminated" && !renewal) {
				return Promise.resolve();
			}
			frappe.dom.unfreeze();
			ask(frm, action, ASKED[step.next_state]);
			// The dialog takes the step itself, with what was filled in; the framework's own call must not.
			return new Promise(() => {});
		});
	},
});

function say_when_it_ends(frm) {
	if (frm.doc.contract_state === "Expired") {
		frm.set_intro(__("This contract has expired: nothing is covered by it."), "red");
	}
	if (frm.doc.contract_state !== "Active" || !frm.doc.end_date) {
		return;
	}
	const days = frappe.datetime.get_day_diff(frm.doc.end_date, frappe.datetime.get_today());
	if (days < 0) {
		frm.set_intro(__("The end of this contract is past."), "red");
	} else if (days <= SOON_DAYS) {
		frm.set_intro(__("This contract ends in {0} days.", [days]), "orange");
	}
}

function ask(frm, action, field) {
	const dialog = new frappe.ui.Dialog({
		title: __(action),
		fields: [field],
		primary_action_label: __(action),
		primary_action(values) {
			dialog.disable_primary_action();
			frappe
				.call({
					method: "servicedesk.api.agent.registers.change_contract",
					args: { number: frm.doc.name, action, ...values },
				})
				.then(() => {
					dialog.hide();
					frm.reload_doc();
				})
				.always(() => dialog.enable_primary_action());
		},
	});
	dialog.show();
}
