// The desk's own buttons on its first pages, beside the framework's.

import { take_next } from "./actions.js";
import { open_call_log } from "./call_log.js";

const PAGES = ["Service Desk", "Service Desk Supervision"];
const GROUP = "sd-first-page";

/** The framework shows every workspace on one page: the buttons come and go with the route. */
export function follow_first_page() {
	const [kind, name] = frappe.get_route() || [];
	const page = frappe.pages.Workspaces?.page;
	if (!page) {
		return;
	}
	page.wrapper.find(`.${GROUP}`).remove();
	if (kind !== "Workspaces" || !PAGES.includes(name)) {
		return;
	}
	const go = () => take_next((number) => frappe.set_route("Form", "SD Ticket", number));
	for (const [label, action] of [
		[__("Take Next"), go],
		[__("Log a Call"), open_call_log],
	]) {
		const button = $("<button type='button' class='btn btn-default btn-sm'></button>")
			.addClass(GROUP)
			.text(label);
		button.on("click", action).prependTo(page.page_actions);
	}
}
