// The list of mailboxes: how each is read, in colours.

frappe.listview_settings["SD Mailbox"] = {
	hide_name_column: true,
	add_fields: ["enabled", "failing_since", "last_fetch_at"],
	get_indicator: (doc) => servicedesk.desk.mails.mailbox_indicator(doc),
};
