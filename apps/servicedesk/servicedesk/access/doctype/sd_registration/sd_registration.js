// A registration's form: staff decide about it with two buttons.

frappe.ui.form.on("SD Registration", {
	refresh(frm) {
		if (frm.doc.registration_state !== "Requested") {
			return;
		}
		frm.add_custom_button(__("Approve"), () => approve(frm)).addClass("btn-primary");
		frm.add_custom_button(__("Refuse"), () => refuse(frm));
	},
});

function approve(frm) {
	const dialog = new frappe.ui.Dialog({
		title: __("Approve the Registration"),
		fields: [
			{
				fieldname: "customer",
				fieldtype: "Link",
				options: "SD Customer",
				label: __("Customer"),
				default: frm.doc.customer,
				description: __(
					"Leave it empty to make the new customer {0}; this person then manages its requests.",
					[frappe.utils.escape_html(frm.doc.organisation)],
				),
				get_query: () => ({ filters: { disabled: 0 } }),
			},
		],
		primary_action_label: __("Approve"),
		primary_action: ({ customer }) =>
			decide(frm, dialog, "approve_registration", { customer: customer || "" }),
	});
	dialog.show();
}

function refuse(frm) {
	const dialog = new frappe.ui.Dialog({
		title: __("Refuse the Registration"),
		fields: [
			{
				fieldname: "reason",
				fieldtype: "Small Text",
				label: __("Reason"),
				description: __("It is mailed to {0}.", [frappe.utils.escape_html(frm.doc.email)]),
			},
		],
		primary_action_label: __("Refuse"),
		primary_action: ({ reason }) => decide(frm, dialog, "refuse_registration", { reason: reason || "" }),
	});
	dialog.show();
}

function decide(frm, dialog, action, args) {
	frappe
		.call({
			method: `servicedesk.api.agent.access.${action}`,
			args: { registration_name: frm.doc.name, ...args },
			freeze: true,
		})
		.then(() => {
			dialog.hide();
			frm.reload_doc();
		});
}
