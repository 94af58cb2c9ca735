// A mailbox's form. What it does stands in public/js/desk/mails.js.

frappe.ui.form.on("SD Mailbox", {
	refresh(frm) {
		servicedesk.desk.mails.show_mailbox(frm);
	},
});
