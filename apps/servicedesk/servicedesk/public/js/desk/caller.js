// Somebody who is not known yet: registered while they are on the line.

import { act } from "./calls.js";

/** `picked(caller)` once the account is made; the person gets a mail to choose a password. */
export function invite_caller(typed, customer, picked) {
	const is_number = /^[\d\s()+./-]+$/.test(typed);
	const words = is_number ? [] : typed.split(" ");
	const dialog = new frappe.ui.Dialog({
		// A dialog that still fades in does not hear that it is to close.
		animate: false,
		title: __("Register a New Person"),
		fields: [
			{
				fieldname: "customer",
				fieldtype: "Link",
				options: "SD Customer",
				label: __("Customer"),
				default: customer,
				reqd: 1,
			},
			{
				fieldname: "first_name",
				fieldtype: "Data",
				label: __("First Name"),
				default: words[0],
				reqd: 1,
			},
			{
				fieldname: "last_name",
				fieldtype: "Data",
				label: __("Last Name"),
				default: words.slice(1).join(" "),
				reqd: 1,
			},
			{ fieldname: "column", fieldtype: "Column Break" },
			{ fieldname: "email", fieldtype: "Data", label: __("E-mail"), reqd: 1 },
			{ fieldname: "phone", fieldtype: "Data", label: __("Phone"), default: is_number ? typed : "" },
		],
		primary_action_label: __("Register"),
		primary_action(values) {
			dialog.disable_primary_action();
			act("access.invite_person", values)
				.then((account) => {
					dialog.hide();
					picked({
						customer: values.customer,
						customer_name:
							frappe.utils.get_link_title("SD Customer", values.customer) || values.customer,
						requester: account,
						full_name: `${values.first_name} ${values.last_name}`,
					});
				})
				.catch(() => {})
				.finally(() => dialog.enable_primary_action());
		},
	});
	dialog.show();
}
