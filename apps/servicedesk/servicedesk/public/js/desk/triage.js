// Triage: what a new ticket is about and how urgent it is, one ticket after the other, or several that are ticked.

import { ask_and_act } from "./actions.js";
import { act, ask } from "./calls.js";
import { html, lines, put, record_link } from "./markup.js";

/** Show the tickets that wait for triage, the oldest first; `done` when nobody waits any more or the person stops. */
export function triage(done) {
	ask("triage.waiting").then(
		(waiting) => {
			if (!waiting.length) {
				frappe.show_alert({ message: __("Nothing waits for triage."), indicator: "green" });
				return;
			}
			one_after_the_other(waiting, done);
		},
		() => {},
	);
}

/** The same words for every ticked ticket. */
export function categorise_many(numbers, done) {
	ask("triage.options").then(
		(options) => {
			ask_and_act({
				title: __("Set Category"),
				label: __("Save"),
				fields: triage_fields(options, {}),
				action: (values) =>
					act("triage.categorise_many", { numbers: JSON.stringify(numbers), ...values }),
				done,
			});
		},
		() => {},
	);
}

function one_after_the_other(waiting, done) {
	const [ticket, ...rest] = waiting;
	if (!ticket) {
		frappe.show_alert({ message: __("Done."), indicator: "green" });
		done();
		return;
	}
	ask("triage.options", { request_type: ticket.request_type || "" }).then(
		(options) => {
			const dialog = ask_and_act({
				title: __("Triage: {0} waiting", [waiting.length]),
				label: __("Save and Next"),
				fields: [{ fieldname: "ticket", fieldtype: "HTML" }, ...triage_fields(options, ticket)],
				action: (values) => act("triage.categorise", { number: ticket.name, ...values }),
				done: () => one_after_the_other(rest, done),
			});
			put(dialog.get_field("ticket").$wrapper[0], about(ticket));
			dialog.set_secondary_action_label(__("Skip"));
			dialog.set_secondary_action(() => {
				dialog.hide();
				one_after_the_other(rest, done);
			});
			dialog.get_field("category").set_focus();
		},
		() => {},
	);
}

function about(ticket) {
	const when = frappe.datetime.str_to_user(ticket.raised_at);
	return html`<div class="sd-triage">
		<p><b>${record_link("SD Ticket", ticket.name)} ${ticket.subject}</b></p>
		<p class="text-muted">${ticket.customer} · ${ticket.request_type || ""} · ${when}</p>
		<p>${lines(ticket.description)}</p>
	</div>`;
}

/** A field for each thing that the desk has records of; what a ticket has already stands in it. */
function triage_fields(options, ticket) {
	return [
		{
			fieldname: "category",
			fieldtype: "Autocomplete",
			label: __("Category"),
			options: options.category,
			default: ticket.category,
			reqd: 1,
		},
		...level_field(options, ticket, "impact", __("Impact")),
		...level_field(options, ticket, "urgency", __("Urgency")),
		...level_field(options, ticket, "team", __("Team")),
		{ fieldtype: "Section Break", label: __("Another Priority"), collapsible: 1 },
		...level_field(options, {}, "priority", __("Priority")),
		{ fieldname: "reason", fieldtype: "Small Text", label: __("Reason"), depends_on: "priority" },
	];
}

function level_field(options, ticket, fieldname, label) {
	if (!options[fieldname].length) {
		return [];
	}
	return [
		{
			fieldname,
			fieldtype: "Select",
			label,
			options: ["", ...options[fieldname]],
			default: ticket[fieldname] || "",
		},
	];
}
