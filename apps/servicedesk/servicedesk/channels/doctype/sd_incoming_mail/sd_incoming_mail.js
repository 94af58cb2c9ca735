// An incoming mail's form. What it does stands in public/js/desk/mails.js.

frappe.ui.form.on("SD Incoming Mail", {
	setup(frm) {
		frm.get_docfield("reason").formatter = (code) =>
			frappe.utils.escape_html(servicedesk.desk.mails.mail_reason(code));
	},

	refresh(frm) {
		servicedesk.desk.mails.show_mail(frm);
	},
});
