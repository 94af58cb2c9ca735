// How mail goes, in and out, on one page that looks again by itself.

import { ask_quietly } from "./calls.js";
import { mailbox_indicator } from "./mails.js";
import { html, put, record_link } from "./markup.js";

const LOOK_AGAIN_MS = 30_000;
const COUNTED = {
	Waiting: () => __("Waiting"),
	Held: () => __("Held"),
	Quarantined: () => __("Quarantined"),
	Refused: () => __("Refused"),
};

/** Fill the page, now and every half minute while somebody sees it. */
export function show_mail_health(wrapper) {
	const page = frappe.ui.make_app_page({ parent: wrapper, title: __("Mail Health"), single_column: true });
	const root = document.createElement("div");
	root.className = "sd-mail-health";
	page.main[0].append(root);
	const look = async () => {
		const state = await ask_quietly("mail.mail_health");
		put(root, state ? markup(state) : html`<p class="text-muted">${__("Nothing can be said now.")}</p>`);
	};
	page.set_secondary_action(__("Refresh"), look);
	$(wrapper).on("show", look);
	setInterval(() => {
		if ($(wrapper).is(":visible") && document.visibilityState === "visible") {
			look();
		}
	}, LOOK_AGAIN_MS);
	look();
}

function markup({ mailboxes, outgoing, trouble }) {
	return html`<h4>${__("Incoming Mail")}</h4>
		${mailboxes.length ? html`<div class="sd-cards">${mailboxes.map(mailbox_card)}</div>` : html`<p>${__("There is no mailbox yet.")}</p>`}
		<h4 class="mt-4">${__("Outgoing Mail")}</h4>
		<div class="sd-cards">${outgoing_card(outgoing, trouble)}</div>`;
}

function mark([text, color]) {
	return html`<span class="indicator-pill ${color}">${text}</span>`;
}

function when(moment) {
	return moment ? frappe.datetime.str_to_user(moment).replace(/:\d\d(?=\D*$)/, "") : __("never");
}

function row(label, value) {
	return value || value === 0
		? html`<div class="sd-row"><span class="sd-label">${label}</span><span>${value}</span></div>`
		: "";
}

function list_link(doctype, filters, text) {
	return html`<a href="/app/${doctype}?${new URLSearchParams(filters)}">${text}</a>`;
}

function mailbox_card(mailbox) {
	const silent = mailbox.silent && !mailbox.failing_since;
	const state = silent ? [__("Not read any more"), "red"] : mailbox_indicator(mailbox);
	const counts = Object.entries(COUNTED).map(([kind, label]) =>
		row(
			__("{0} (24 hours)", [label()]),
			mailbox.counts[kind] &&
				list_link("sd-incoming-mail", { mailbox: mailbox.name, state: kind }, mailbox.counts[kind]),
		),
	);
	return html`<section class="sd-card"><h4>${record_link("SD Mailbox", mailbox.name)}</h4>
		<p>${mark(state)}</p>
		${row(__("Last Read"), when(mailbox.last_fetch_at))}
		${row(__("Last Mail"), when(mailbox.last_message_at))}
		${row(__("Last Error"), mailbox.last_error)}
		${counts}</section>`;
}

function outgoing_card(outgoing, trouble) {
	const told = trouble.words && __("for {0} minutes: {1}", [trouble.minutes, trouble.words]);
	const oldest = outgoing.waiting > 0 && __("{0} minutes", [outgoing.oldest_minutes]);
	const state = told ? [__("The mail server takes no mail"), "red"] : [__("Sending fine"), "green"];
	return html`<section class="sd-card"><p>${mark(state)}</p>
		${row(__("On hold"), told)}
		${row(__("Messages that wait"), list_link("sd-outgoing-message", { state: "Queued" }, outgoing.waiting))}
		${row(__("The oldest waits for"), oldest)}
		${row(__("Failed in 24 hours"), list_link("sd-outgoing-message", { state: "Failed" }, outgoing.failed))}
	</section>`;
}
