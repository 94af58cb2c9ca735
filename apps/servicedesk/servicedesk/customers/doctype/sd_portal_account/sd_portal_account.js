// The account's form: what staff do about somebody's access, as buttons. The fields that decide it are not for agents.

const ACCESS = "servicedesk.api.agent.access";

frappe.ui.form.on("SD Portal Account", {
	setup(frm) {
		const of_customers = () => ({
			filters: { customer: ["in", (frm.doc.customers || []).map((row) => row.customer)] },
		});
		frm.set_query("contract", of_customers);
		frm.set_query("contract", "contracts", of_customers);
	},

	refresh(frm) {
		if (frm.is_new() || !frm.perm[0]?.write) {
			return;
		}
		const state = frm.doc.account_state;
		if (state === "Invited") {
			frm.add_custom_button(__("Invite Again"), () =>
				ask_and_call(
					frm,
					"invite_again",
					__("Send a new invitation? The link sent before stops working."),
					__("The invitation is on its way."),
				),
			);
		}
		if (["Active", "Invited"].includes(state) && !frm.doc.sign_in_source) {
			frm.add_custom_button(__("Temporary Password"), () => temporary_password(frm));
		}
		if (state === "Disabled" || state === "Requested") {
			frm.add_custom_button(__("Switch On"), () =>
				ask_and_call(
					frm,
					"enable_account",
					__("Let this person sign in again?"),
					__("The account is switched on."),
				),
			);
		} else {
			frm.add_custom_button(__("Switch Off"), () =>
				ask_and_call(
					frm,
					"disable_account",
					__("Switch this account off? All its sessions end at once."),
					__("The account is switched off."),
				),
			);
		}
	},
});

function ask_and_call(frm, action, question, done) {
	frappe.confirm(question, () =>
		call(frm, action).then(() => {
			frappe.show_alert({ message: done, indicator: "green" });
			frm.reload_doc();
		}),
	);
}

function temporary_password(frm) {
	const question = __(
		"Set a temporary password? All sessions of this person end, and the password has to be changed at the next sign-in.",
	);
	frappe.confirm(question, () =>
		call(frm, "temporary_password").then(({ message }) => {
			const dialog = new frappe.ui.Dialog({
				title: __("Temporary Password"),
				fields: [
					{
						fieldname: "user",
						fieldtype: "Data",
						label: __("User Name"),
						read_only: 1,
						default: frm.doc.user,
					},
					{
						fieldname: "password",
						fieldtype: "Data",
						label: __("Password"),
						read_only: 1,
						default: message,
						description: __(
							"It is shown only now. Read it out to its owner, whom you have recognised.",
						),
					},
				],
				primary_action_label: __("Close"),
				primary_action: () => dialog.hide(),
			});
			dialog.show();
			frm.reload_doc();
		}),
	);
}

function call(frm, action) {
	return frappe.call({ method: `${ACCESS}.${action}`, args: { account: frm.doc.name }, freeze: true });
}
