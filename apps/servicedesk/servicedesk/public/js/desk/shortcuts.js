// Keys of the desk, listed in the framework's own help (Shift + ?).

import { open_call_log } from "./call_log.js";

export function add_global_shortcuts() {
	frappe.ui.keys.add_shortcut({
		shortcut: "c",
		action: () => open_call_log(),
		description: __("Log a call"),
		condition: () => frappe.model.can_create("SD Ticket"),
	});
}

/** The keys of an open ticket; each form shows its own in the help. */
export function add_form_shortcuts(desk) {
	const { page } = desk.frm;
	const add = (shortcut, description, action) =>
		frappe.ui.keys.add_shortcut({
			shortcut,
			description,
			action,
			page,
			condition: () => !desk.frm.is_new(),
		});
	add("r", __("Reply to the customer"), () => desk.composer.focus("reply"));
	add("n", __("Write an internal note"), () => desk.composer.focus("note"));
	add("t", __("Take the next ticket of the queue"), () => {
		desk.take_next();
	});
}
