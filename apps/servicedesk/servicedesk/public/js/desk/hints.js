// Beside the ticket: what looks like the same, what it is linked to, and the visits to the customer.

import { act, ask_quietly } from "./calls.js";
import { html, put, record_link } from "./markup.js";
import { COLORS } from "./panel.js";

function state_mark({ state, category }) {
	return html`<span class="indicator-pill ${COLORS[category]}">${state}</span>`;
}

function duplicates(rows) {
	if (!rows?.length) {
		return "";
	}
	return html`<div class="sd-hint sd-hint-duplicates"><b>${__("Perhaps the same request:")}</b>
		<ul class="sd-tickets">${rows.map(
			(row) => html`<li>${record_link("SD Ticket", row.ticket)} ${row.subject} ${state_mark(row)}
				<small class="text-muted">${row.reasons.join(", ")}</small></li>`,
		)}</ul></div>`;
}

function links({ links = [], merged = [] }) {
	const rows = [
		...links.map(
			(
				row,
			) => html`<li>${row.label}: ${record_link("SD Ticket", row.ticket)} ${row.subject} ${state_mark(row)}
			<button type="button" class="btn btn-xs btn-default sd-unlink" data-link="${row.name}">${__("Unlink")}</button></li>`,
		),
		...merged.map(
			(row) =>
				html`<li>${__("Merged into this one")}: ${record_link("SD Ticket", row.ticket)} ${row.subject}</li>`,
		),
	];
	return rows.length
		? html`<div class="sd-hint"><b>${__("Linked tickets")}</b><ul class="sd-tickets">${rows}</ul></div>`
		: "";
}

function visits(rows) {
	if (!rows?.length) {
		return "";
	}
	return html`<div class="sd-hint"><b>${__("Visits")}</b><ul class="sd-tickets">${rows.map(
		(
			row,
		) => html`<li>${record_link("SD Field Visit", row.name, frappe.datetime.str_to_user(row.starts_at))}
			${row.specialist_name}, ${row.place} <span class="indicator-pill gray">${__(row.visit_state)}</span> ${row.result}</li>`,
	)}</ul></div>`;
}

/** Fill the panel's place for hints; the ticket is worked on without waiting for it. */
export async function show_hints(root, number, done) {
	const [relations, planned] = await Promise.all([
		ask_quietly("relations.ticket_relations", { number }),
		ask_quietly("visits.ticket_visits", { number }),
	]);
	if (!root.isConnected) {
		return;
	}
	const parts = [
		visits(planned),
		relations && links(relations),
		relations && duplicates(relations.duplicates),
	];
	put(root, html`${parts}`);
	for (const button of root.querySelectorAll(".sd-unlink")) {
		button.addEventListener("click", () =>
			act("relations.unlink_tickets", { link: button.dataset.link }).then(done, () => {}),
		);
	}
}
