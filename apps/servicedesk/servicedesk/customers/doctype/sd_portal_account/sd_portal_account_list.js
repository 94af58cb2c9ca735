// The list of portal accounts: states in colours, and the invitation of somebody who is not known yet.

const COLOURS = { Active: "green", Invited: "blue", Requested: "orange", Disabled: "gray" };

frappe.listview_settings["SD Portal Account"] = {
	add_fields: ["account_state", "must_change_password"],

	get_indicator(doc) {
		return [__(doc.account_state), COLOURS[doc.account_state], `account_state,=,${doc.account_state}`];
	},

	onload(list) {
		list.page.add_inner_button(__("Invite a Person"), () => invite(() => list.refresh()));
	},
};

function invite(done) {
	frappe
		.call({ method: "servicedesk.api.agent.access.account_options", type: "GET" })
		.then(({ message }) => {
			const dialog = new frappe.ui.Dialog({
				title: __("Invite a Person"),
				fields: fields(message.roles),
			});
			dialog.set_primary_action(__("Send the Invitation"), (values) => {
				dialog.disable_primary_action();
				frappe
					.call({ method: "servicedesk.api.agent.access.invite_person", args: values })
					.then(() => {
						dialog.hide();
						frappe.show_alert({
							message: __("The invitation is on its way to {0}.", [values.email]),
							indicator: "green",
						});
						done();
					})
					.catch(() => dialog.enable_primary_action());
			});
			dialog.show();
		});
}

function fields(roles) {
	return [
		{
			fieldname: "customer",
			fieldtype: "Link",
			options: "SD Customer",
			label: __("Customer"),
			reqd: 1,
			get_query: () => ({ filters: { disabled: 0 } }),
		},
		{
			fieldname: "email",
			fieldtype: "Data",
			options: "Email",
			label: __("Email"),
			reqd: 1,
			description: __("It is the user name too."),
		},
		{ fieldname: "first_name", fieldtype: "Data", label: __("First Name"), reqd: 1 },
		{ fieldname: "last_name", fieldtype: "Data", label: __("Last Name"), reqd: 1 },
		{ fieldname: "column", fieldtype: "Column Break" },
		{
			fieldname: "role",
			fieldtype: "Select",
			options: roles.map((role) => ({ value: role, label: __(role) })),
			default: roles[0],
			label: __("Role"),
			reqd: 1,
		},
		{ fieldname: "language", fieldtype: "Link", options: "Language", label: __("Language") },
		{ fieldname: "position", fieldtype: "Data", label: __("Position") },
		{ fieldname: "phone", fieldtype: "Data", label: __("Phone Number") },
		{
			fieldname: "contract",
			fieldtype: "Link",
			options: "SD Contract",
			label: __("Shared by the Contract"),
			description: __(
				"Only for an account that everybody at the customer shares. Attach the signed form to it.",
			),
			get_query: () => ({ filters: { customer: cur_dialog.get_value("customer") || "" } }),
		},
	];
}
