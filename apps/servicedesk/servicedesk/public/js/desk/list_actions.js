// What the ticket list does with the tickets that are ticked, and its buttons above.

import { ask_and_act, assign, hand_on, put_in_problem, take_next } from "./actions.js";
import { open_call_log } from "./call_log.js";
import { act } from "./calls.js";
import { html, nodes_of } from "./markup.js";
import { ask_words, demand_of } from "./steps.js";
import { categorise_many, triage } from "./triage.js";

export function add_list_actions(list) {
	const take = () => take_next((number) => frappe.set_route("Form", "SD Ticket", number));
	list.page.add_inner_button(__("Take Next"), take);
	list.page.add_inner_button(__("Log a Call"), open_call_log);
	list.page.add_inner_button(__("Triage"), () => triage(() => list.refresh()));
	frappe.ui.keys.add_shortcut({
		shortcut: "t",
		action: () => {
			take();
		},
		description: __("Take the next ticket of the queue"),
		page: list.page,
	});
	const chosen = (action) => () => action(list.get_checked_items(true), (answer) => tell(list, answer));
	for (const [label, action] of [
		[__("Assign"), assign_many],
		[__("Hand On"), hand_on_many],
		[__("Take a Step"), take_step_with_many],
		[__("Set Category"), categorise_many],
		[__("Problem or Change"), put_in_problem],
	]) {
		list.page.add_actions_menu_item(label, chosen(action), false);
	}
}

function assign_many(numbers, done) {
	assign({
		action: (values) => act("assignment.assign_many", { numbers: JSON.stringify(numbers), ...values }),
		done,
	});
}

function hand_on_many(numbers, done) {
	const marked = JSON.stringify(numbers);
	hand_on({
		title: __("Hand On"),
		action: (values) => act("bulk.hand_on", { numbers: marked, ...values }),
		done,
	});
}

/** Only what every ticked ticket offers; the words of a step that demands them are asked once. */
function take_step_with_many(numbers, done) {
	const marked = JSON.stringify(numbers);
	act("bulk.steps", { numbers: marked }).then(
		(steps) => {
			if (!steps.length) {
				frappe.msgprint(__("These tickets have no step in common."));
				return;
			}
			ask_and_act({
				title: __("Take a Step"),
				label: __("Continue"),
				fields: [
					{
						fieldname: "action",
						fieldtype: "Select",
						label: __("Step"),
						options: steps.map(({ action }) => ({ value: action, label: __(action) })),
						default: steps[0].action,
						reqd: 1,
					},
				],
				action: ({ action }) => Promise.resolve(steps.find((step) => step.action === action)),
				done: (step) => take_with_words(marked, step, done),
			});
		},
		() => {},
	);
}

function take_with_words(marked, step, done) {
	const demand = demand_of(step);
	const take = (words = {}) =>
		act("bulk.take_step", { numbers: marked, action: step.action, ...words }).then(done);
	if (demand) {
		ask_words(step, demand, {}, (words) => take({ [demand.argument]: words }));
	} else {
		take().catch(() => {});
	}
}

/** How many went through, and the reason of each that did not. */
function tell(list, answer) {
	list.clear_checked_items();
	list.refresh();
	const refused = Object.entries(answer?.refused || {});
	if (!refused.length) {
		frappe.show_alert({ message: __("Done."), indicator: "green" });
		return;
	}
	frappe.msgprint({
		title: __("{0} done, {1} refused", [answer.done.length, refused.length]),
		message: String(
			html`<ul>${refused.map(([ticket, reason]) => html`<li><b>${ticket}</b>: ${reason}</li>`)}</ul>`,
		),
		indicator: "orange",
	});
}

/** What runs out next, beside each ticket of the list: one question for the whole page. */
export function show_due_times(list) {
	const rows = new Map(
		[...list.$result[0].querySelectorAll(".list-row .list-row-checkbox")].map((box) => [
			box.dataset.name,
			box.closest(".list-row"),
		]),
	);
	if (!rows.size) {
		return;
	}
	act("due_times.next_due", { numbers: JSON.stringify([...rows.keys()]) }).then(
		(due) => {
			for (const [number, row] of rows) {
				row.querySelector(".sd-due")?.remove();
				if (due[number]) {
					row.querySelector(".level-right")?.prepend(nodes_of(due_mark(due[number])));
				}
			}
		},
		() => {},
	);
}

function due_mark({ due_at, late }) {
	const [day, time] = frappe.datetime.str_to_user(due_at).split(" ");
	const words = __("Due {0}", [`${day} ${time}`]);
	// The row has little room: of today only the time stands there, of other days only the day.
	const is_today = day === frappe.datetime.str_to_user(frappe.datetime.now_date());
	return html`<span class="sd-due indicator-pill no-indicator-dot ${late ? "red" : "gray"}" title="${words}" aria-label="${words}">${is_today ? time : day}</span>`;
}
