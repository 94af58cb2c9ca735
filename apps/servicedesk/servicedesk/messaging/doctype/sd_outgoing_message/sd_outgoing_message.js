// An outgoing message's form: what was given up can be sent again.

frappe.ui.form.on("SD Outgoing Message", {
	refresh(frm) {
		if (frm.doc.state !== "Failed") {
			return;
		}
		if (frm.doc.secrets_removed) {
			frm.set_intro(
				__(
					"It had a link or a password that is deleted by now. It cannot be sent again; make a new one.",
				),
				"orange",
			);
			return;
		}
		frm.add_custom_button(__("Send Again"), () => send_again(frm)).addClass("btn-primary");
	},
});

function send_again(frm) {
	frappe
		.call({
			method: "servicedesk.api.agent.outgoing_messages.send_again",
			args: { names: [frm.doc.name] },
			freeze: true,
		})
		.then(() => frm.reload_doc());
}
