// The form of a sign-in source: a button that tries the connection.

frappe.ui.form.on("SD Sign-In Source", {
	refresh(frm) {
		if (!frm.is_new()) {
			frm.add_custom_button(__("Test Connection"), () => test_connection(frm));
		}
	},
});

function test_connection(frm) {
	if (frm.is_dirty()) {
		frappe.show_alert({ message: __("Save first: what is saved is tested."), indicator: "orange" });
		return;
	}
	frappe
		.call({
			method: "servicedesk.api.agent.sign_in_source.test_connection",
			args: { source: frm.doc.name },
			freeze: true,
			freeze_message: __("Asking the server…"),
		})
		.then(({ message }) => {
			if (message.works) {
				frappe.show_alert({ message: __("The server answers as it should."), indicator: "green" });
				return;
			}
			frappe.msgprint({
				title: __("People cannot sign in this way"),
				message: frappe.utils.escape_html(message.problem),
				indicator: "red",
			});
		});
}
