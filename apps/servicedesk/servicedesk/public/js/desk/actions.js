// What can be done with a ticket besides the workflow's own steps: who works on it, visits, and other tickets.

import { act, ask } from "./calls.js";
import { html, put } from "./markup.js";

/** A dialog whose words stay until the server has taken them. */
export function ask_and_act({ title, fields, label, action, done }) {
	const dialog = new frappe.ui.Dialog({
		// A dialog that still fades in does not hear that it is to close.
		animate: false,
		title,
		fields,
		primary_action_label: label,
		primary_action(values) {
			dialog.disable_primary_action();
			action(values, dialog)
				.then((answer) => {
					dialog.hide();
					done(answer);
				})
				.catch(() => {})
				.finally(() => dialog.enable_primary_action());
		},
	});
	dialog.show();
	return dialog;
}

export function take(number, done) {
	return act("queue.take", { number }).then(done, () => {});
}

export function take_next(done) {
	return act("queue.take_next").then(
		(taken) =>
			taken
				? done(taken)
				: frappe.show_alert({ message: __("Nothing waits in your queues."), indicator: "green" }),
		() => {},
	);
}

/** Who has it: an agent, a team, or both; `action` puts them there. */
export function assign({ action, done }) {
	return ask_and_act({
		title: __("Assign"),
		label: __("Assign"),
		fields: [
			{
				fieldname: "agent",
				fieldtype: "Link",
				options: "User",
				label: __("Agent"),
				get_query: () => ({ filters: { user_type: "System User", enabled: 1 } }),
			},
			{ fieldname: "team", fieldtype: "Link", options: "SD Team", label: __("Team") },
		],
		action,
		done,
	});
}

export function assign_one(number, done) {
	return assign({ action: (values) => act("assignment.assign", { number, ...values }), done });
}

/** `next_team`: offered first; the reason is demanded. */
export function hand_on({ title, action, done, next_team }) {
	return ask_and_act({
		title,
		label: __("Hand On"),
		fields: [
			{
				fieldname: "team",
				fieldtype: "Link",
				options: "SD Team",
				label: __("To team"),
				default: next_team,
				reqd: 1,
			},
			{ fieldname: "reason", fieldtype: "Small Text", label: __("Reason"), reqd: 1 },
		],
		action,
		done,
	});
}

export function hand_on_one(number, done) {
	ask("visits.hand_on_choices", { number }).then(
		({ next_team }) =>
			hand_on({
				title: __("Hand On"),
				next_team,
				action: ({ team, reason }) => act("visits.hand_on", { number, team, reason }),
				done,
			}),
		() => {},
	);
}

export function plan_visit(number, done) {
	ask("visits.visit_draft", { number }).then(
		(draft) => {
			const dialog = ask_and_act({
				title: __("Plan a Visit"),
				label: __("Plan"),
				fields: visit_fields(draft),
				action: (values) =>
					act("visits.plan_visit", { number, ...values, despite_clash: values.despite_clash || 0 }),
				done,
			});
			const watch = () => show_clashes(dialog);
			for (const name of ["specialist", "starts_at", "ends_at"]) {
				dialog.fields_dict[name].df.onchange = watch;
			}
		},
		() => {},
	);
}

function visit_fields(draft) {
	const specialists = draft.specialists.map(({ user, full_name }) => ({ value: user, label: full_name }));
	return [
		{
			fieldname: "specialist",
			fieldtype: "Select",
			label: __("Specialist"),
			options: specialists,
			default: draft.specialist,
			reqd: 1,
		},
		{ fieldname: "starts_at", fieldtype: "Datetime", label: __("Starts"), reqd: 1 },
		{ fieldname: "ends_at", fieldtype: "Datetime", label: __("Ends"), reqd: 1 },
		{ fieldname: "clashes", fieldtype: "HTML" },
		{ fieldname: "despite_clash", fieldtype: "Check", label: __("Plan it despite the clash"), hidden: 1 },
		{ fieldname: "column", fieldtype: "Column Break" },
		{ fieldname: "place", fieldtype: "Small Text", label: __("Place"), default: draft.place },
		{
			fieldname: "contact_person",
			fieldtype: "Data",
			label: __("Contact Person"),
			default: draft.contact_person,
		},
		{ fieldname: "contact_phone", fieldtype: "Data", label: __("Phone"), default: draft.contact_phone },
		{ fieldname: "notes", fieldtype: "Small Text", label: __("Notes for the specialist") },
	];
}

function show_clashes(dialog) {
	const [specialist, starts_at, ends_at] = ["specialist", "starts_at", "ends_at"].map((name) =>
		dialog.get_value(name),
	);
	if (!specialist || !starts_at || !ends_at) {
		return;
	}
	ask("visits.visit_clashes", { specialist, starts_at, ends_at }).then(
		(clashes) => {
			const rows = clashes.map(
				(row) =>
					html`<li>${row.ticket}: ${frappe.datetime.str_to_user(row.starts_at)} – ${frappe.datetime.str_to_user(row.ends_at)}, ${row.place}</li>`,
			);
			const words =
				rows.length &&
				html`<p class="text-danger">${__("Already has to be elsewhere:")}</p><ul>${rows}</ul>`;
			put(dialog.fields_dict.clashes.$wrapper[0], html`${words || ""}`);
			dialog.set_df_property("despite_clash", "hidden", rows.length ? 0 : 1);
		},
		() => {},
	);
}

function other_ticket(frm, label) {
	return {
		fieldname: "other",
		fieldtype: "Link",
		options: "SD Ticket",
		label,
		reqd: 1,
		get_query: () => ({ filters: { customer: frm.doc.customer, name: ["!=", frm.doc.name] } }),
	};
}

export function merge(frm) {
	ask_and_act({
		title: __("Merge into Another Ticket"),
		label: __("Merge"),
		fields: [other_ticket(frm, __("This ticket becomes a part of"))],
		action: ({ other }) => act("relations.merge", { number: frm.doc.name, into: other }),
		done: (into) => frappe.set_route("Form", "SD Ticket", into),
	});
}

export function split(frm, message = "") {
	ask_and_act({
		title: __("Split off a New Ticket"),
		label: __("Split off"),
		fields: [
			{ fieldname: "subject", fieldtype: "Data", label: __("Summary of the new ticket"), reqd: 1 },
		],
		action: ({ subject }) => act("relations.split", { number: frm.doc.name, message, subject }),
		done: (number) => frappe.set_route("Form", "SD Ticket", number),
	});
}

export function link(frm, done) {
	ask("relations.link_choices").then(
		(choices) =>
			ask_and_act({
				title: __("Link to Another Ticket"),
				label: __("Link"),
				fields: [
					{
						fieldname: "kind",
						fieldtype: "Select",
						label: __("This ticket is"),
						options: choices.map(({ kind, label }) => ({ value: kind, label })),
						default: choices[0]?.kind,
						reqd: 1,
					},
					{
						...other_ticket(frm, __("Ticket")),
						get_query: () => ({ filters: { name: ["!=", frm.doc.name] } }),
					},
				],
				action: ({ other, kind }) =>
					act("relations.link_tickets", { number: frm.doc.name, other, kind }),
				done,
			}),
		() => {},
	);
}

export function put_in_problem(numbers, done) {
	ask_and_act({
		title: __("Problem or Change"),
		label: __("Save"),
		fields: [
			{
				fieldname: "problem",
				fieldtype: "Link",
				options: "SD Problem",
				label: __("Problem or Change"),
				description: __("Leave it empty to take the tickets out."),
			},
		],
		action: ({ problem }) =>
			act("problems.put_in_problem", { tickets: JSON.stringify(numbers), problem: problem || "" }),
		done,
	});
}

export function open_problem(frm, done) {
	ask_and_act({
		title: __("New Problem or Change"),
		label: __("Save"),
		fields: [
			{ fieldname: "title", fieldtype: "Data", label: __("Title"), default: frm.doc.subject, reqd: 1 },
			{
				fieldname: "kind",
				fieldtype: "Select",
				label: __("Kind"),
				options: [
					{ value: "Problem", label: __("Problem") },
					{ value: "Change", label: __("Change") },
				],
				default: "Problem",
			},
		],
		action: ({ title, kind }) => act("problems.open_problem", { number: frm.doc.name, title, kind }),
		done,
	});
}
