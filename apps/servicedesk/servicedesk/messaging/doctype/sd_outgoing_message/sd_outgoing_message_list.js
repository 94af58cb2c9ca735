// The list of outgoing messages: what failed stands out and can be sent again; a mail server in trouble is told.

const COLOURS = {
	Gathered: "gray",
	Queued: "blue",
	Sending: "blue",
	Sent: "green",
	Failed: "red",
	Merged: "gray",
};
const ENDPOINTS = "servicedesk.api.agent.outgoing_messages";

frappe.listview_settings["SD Outgoing Message"] = {
	hide_name_column: true,
	add_fields: ["state", "bounced_at"],

	get_indicator(doc) {
		if (doc.bounced_at) {
			return [__("Came Back"), "red", "bounced_at,is,set"];
		}
		return [__(doc.state), COLOURS[doc.state], `state,=,${doc.state}`];
	},

	onload(listview) {
		listview.page.add_actions_menu_item(__("Send Again"), () => send_again(listview), false);
		frappe.call({ method: `${ENDPOINTS}.server_trouble`, type: "GET" }).then(({ message: { words } }) => {
			if (words) {
				const told = __("The mail server takes no mail: {0}", [frappe.utils.escape_html(words)]);
				listview.page.add_inner_message(`<span class="text-danger">${told}</span>`);
			}
		});
	},
};

function send_again(listview) {
	frappe
		.call({
			method: `${ENDPOINTS}.send_again`,
			args: { names: listview.get_checked_items(true) },
			freeze: true,
		})
		.then(({ message }) => {
			frappe.show_alert({ message: __("{0} queued", [message]), indicator: "blue" });
			listview.clear_checked_items();
			listview.refresh();
		});
}
