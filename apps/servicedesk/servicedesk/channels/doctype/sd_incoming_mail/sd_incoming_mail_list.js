// The list of incoming mails: the state in colours, and the reason in words.

frappe.listview_settings["SD Incoming Mail"] = {
	hide_name_column: true,
	add_fields: ["state", "reason"],
	get_indicator: (doc) => servicedesk.desk.mails.mail_indicator(doc),
	formatters: {
		reason: (code) => frappe.utils.escape_html(servicedesk.desk.mails.mail_reason(code)),
	},
};
