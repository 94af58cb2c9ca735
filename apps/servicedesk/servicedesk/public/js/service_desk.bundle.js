// What the desk's forms, lists and pages share. Loaded with every page of the desk, so it does nothing by itself but
// listen for its keys.

import { assign, hand_on, put_in_problem, take_next } from "./desk/actions.js";
import { open_call_log } from "./desk/call_log.js";
import { act, ask } from "./desk/calls.js";
import { sweep_drafts } from "./desk/drafts.js";
import { add_list_actions } from "./desk/list_actions.js";
import { COLORS } from "./desk/panel.js";
import { add_global_shortcuts } from "./desk/shortcuts.js";
import { TicketDesk } from "./desk/ticket_form.js";

frappe.provide("servicedesk");
servicedesk.desk = {
	COLORS,
	TicketDesk,
	act,
	add_list_actions,
	ask,
	assign,
	hand_on,
	open_call_log,
	put_in_problem,
	take_next,
};

$(document).on("app_ready", () => {
	add_global_shortcuts();
	sweep_drafts();
});
