// What the desk's forms, lists and pages share. Loaded with every page of the desk, so it does nothing by itself but
// listen for its keys.

import { open_call_log } from "./desk/call_log.js";
import { sweep_drafts } from "./desk/drafts.js";
import { follow_first_page } from "./desk/first_page.js";
import { add_list_actions, show_due_times } from "./desk/list_actions.js";
import { show_mail_health } from "./desk/mail_health.js";
import * as mails from "./desk/mails.js";
import { COLORS } from "./desk/panel.js";
import { add_global_shortcuts } from "./desk/shortcuts.js";
import { TicketDesk } from "./desk/ticket_form.js";

frappe.provide("servicedesk");
servicedesk.desk = {
	COLORS,
	TicketDesk,
	add_list_actions,
	mails,
	open_call_log,
	show_due_times,
	show_mail_health,
};

$(document).on("app_ready", () => {
	add_global_shortcuts();
	sweep_drafts();
	follow_first_page();
});
$(document).on("page-change", follow_first_page);
