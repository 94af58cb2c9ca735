// The top of a ticket's form: who, what, how urgent, how long still, and what belongs to it.

import { clock_row } from "./clocks.js";
import { html, lines, phone_link, record_link } from "./markup.js";

export const COLORS = {
	new: "orange",
	active: "blue",
	waiting_for_customer: "yellow",
	waiting_for_others: "yellow",
	resolved: "green",
	closed: "gray",
	cancelled: "gray",
};

function row(label, value) {
	return value
		? html`<div class="sd-row"><span class="sd-label">${label}</span><span>${value}</span></div>`
		: "";
}

function who({ who }) {
	const about = [who.customer_code, who.customer_city].filter(Boolean).join(", ");
	const on_site = who.on_site;
	return html`<section class="sd-card"><h4>${__("Who")}</h4>
		<p class="sd-lead">${record_link("SD Customer", who.customer, who.customer_name)}
			${who.customer_disabled && html`<span class="indicator-pill red">${__("Switched off")}</span>`}
			<small class="text-muted">${about}</small></p>
		${row(__("Requester"), who.requester && person(who))}
		${row(__("Phone number"), phone_link(who.phone))}
		${row(__("Contract"), contract(who))}
		${row(__("On site"), [on_site.person, on_site.place].filter(Boolean).join(", "))}
		${row(__("Phone on site"), phone_link(on_site.phone))}
	</section>`;
}

function person(who) {
	const position = who.requester_position ? `, ${who.requester_position}` : "";
	const invited = who.requester_state !== "Active" && who.requester_state;
	return html`${record_link("SD Portal Account", who.requester, who.requester_name)}${position}
		${invited && html`<span class="indicator-pill gray">${__(invited)}</span>`}`;
}

function contract(who) {
	if (!who.contract) {
		// A desk that works without contracts misses none.
		return who.contract_required && html`<span class="indicator-pill orange">${__("No contract")}</span>`;
	}
	const ends = who.contract_end && __("until {0}", [frappe.datetime.str_to_user(who.contract_end)]);
	const color = who.contract_state === "Active" && !(who.contract_days < 0) ? "green" : "red";
	const soon = who.contract_days !== null && who.contract_days >= 0 && who.contract_days <= 30;
	return html`${record_link("SD Contract", who.contract)}
		<span class="indicator-pill ${soon ? "orange" : color}">${__(who.contract_state)}</span> ${ends}`;
}

function what({ what }) {
	const kind = [what.request_type, what.category, what.service, __(what.channel)]
		.filter(Boolean)
		.join(" · ");
	const equipment = [what.equipment_title, what.equipment_serial].filter(Boolean).join(", ");
	return html`<section class="sd-card sd-what"><h4>${__("What")}</h4>
		<p class="sd-lead">${what.subject}</p>
		<p class="text-muted">${kind}</p>
		<div class="sd-description">${lines(what.description)}</div>
		${answers(what)}
		${row(__("Equipment"), what.equipment && record_link("SD Equipment", what.equipment, equipment))}
		${row(__("Place"), what.equipment_place)}
		${row(__("Problem or Change"), what.problem && record_link("SD Problem", what.problem, what.problem_title))}
		${row(__("Workaround"), what.workaround || what.problem_workaround)}
		${row(__("Waiting for"), what.state_category.startsWith("waiting") && what.waiting_reason)}
		${row(__("Merged Into"), what.merged_into && record_link("SD Ticket", what.merged_into))}
		${row(__("Resolution"), what.resolution && html`${lines(what.resolution)}`)}
	</section>`;
}

/** What the request's form asked besides summary and description, which stand above. */
function answers(what) {
	const shown = what.answers.filter(({ value }) => value !== what.description && value !== what.subject);
	if (!shown.length) {
		return "";
	}
	return html`<details class="sd-answers"><summary>${__("Answers")} (${shown.length})</summary>
		${shown.map(({ section, label, value }, index) => {
			const begins = section && section !== shown[index - 1]?.section;
			return html`${begins && html`<h5>${__(section)}</h5>`}${row(__(label), html`${lines(value)}`)}`;
		})}</details>`;
}

function how_urgent({ urgency, queue, clocks, what }) {
	const basis = [urgency.impact, urgency.urgency].filter(Boolean).join(" × ");
	const by_hand = urgency.basis === "override" && urgency.by_matrix;
	return html`<section class="sd-card"><h4>${__("How urgent")}</h4>
		<p class="sd-lead">
			<span class="indicator-pill ${COLORS[what.state_category]}">${what.state}</span>
			<span class="sd-priority" data-color="${urgency.color}">${urgency.priority || __("No priority")}</span>
			<small class="text-muted">${basis}</small></p>
		${row(__("Set by hand"), by_hand && `${__("the rule says {0}", [urgency.by_matrix])}: ${urgency.reason}`)}
		${row(__("Agent"), urgency.agent_name || __("Nobody yet"))}
		${row(__("Team"), urgency.team && (urgency.tier ? `${urgency.team} (${__("line {0}", [urgency.tier])})` : urgency.team))}
		${row(__("Place in the queue"), queue && (queue.or_later ? __("{0} or later", [queue.number]) : String(queue.number)))}
		<div class="sd-clocks">${clocks.length ? clocks.map(clock_row) : html`<p class="text-muted">${__("No clock runs on this ticket.")}</p>`}</div>
	</section>`;
}

export function ticket_line(ticket) {
	return html`<li>${record_link("SD Ticket", ticket.name)} ${ticket.subject}
		<span class="indicator-pill ${COLORS[ticket.state_category]}">${ticket.workflow_state}</span>
		<small class="text-muted">${frappe.datetime.str_to_user(ticket.raised_at).split(" ")[0]}</small></li>`;
}

function list(title, tickets, more = "") {
	return tickets.length
		? html`<section class="sd-card"><h4>${title}</h4><ul class="sd-tickets">${tickets.map(ticket_line)}</ul>${more}</section>`
		: "";
}

function related(panel) {
	const open = new Set(panel.open_tickets.map(({ name }) => name));
	const address = `/app/sd-ticket?customer=${encodeURIComponent(panel.who.customer)}`;
	const more = panel.more_open && html`<a href="${address}">${__("All tickets of the customer")}</a>`;
	return html`<div class="sd-cards sd-related">
		${list(__("Other open tickets"), panel.open_tickets, more)}
		${list(
			__("Last tickets"),
			panel.last_tickets.filter(({ name }) => !open.has(name)),
		)}
		${list(__("About this equipment"), panel.equipment_tickets)}
	</div>`;
}

/** The panel's markup; places for buttons, presence and hints are filled by others. */
export function panel_markup(panel) {
	return html`<div class="sd-panel">
		<p class="sd-presence" role="status" hidden></p>
		<div class="sd-actions" role="group" aria-label="${__("Next steps")}"></div>
		<div class="sd-cards">${who(panel)}${what(panel)}${how_urgent(panel)}</div>
		<div class="sd-hints"></div>
		${related(panel)}
	</div>`;
}

/** Colours that staff chose for priorities: set as a property, never as text of a style. */
export function paint(root) {
	for (const mark of root.querySelectorAll("[data-color]")) {
		if (/^#[0-9a-f]{3,8}$/i.test(mark.dataset.color)) {
			mark.style.setProperty("--sd-color", mark.dataset.color);
		}
	}
}
