// Mails that came in: what became of each in words, what staff can do with one that waits, and those of a ticket.

import { ask_and_act } from "./actions.js";
import { act, ask, ask_quietly } from "./calls.js";
import { html, lines, put } from "./markup.js";

const DOWNLOAD = "/api/method/servicedesk.api.agent.mail.download?name=";
const WAITING = ["Held", "Quarantined", "Refused"];
const MAIL_COLORS = {
	Waiting: "blue",
	Ticket: "green",
	Comment: "green",
	Held: "orange",
	Refused: "orange",
	Quarantined: "red",
	Taken: "blue",
};
const REASONS = {
	automatic: () => __("A machine has written it"),
	"automatic-answer": () => __("An automatic answer"),
	"automatic-new": () => __("A machine has written it"),
	blocked: () => __("The sender is blocked"),
	bounce: () => __("A report that a message could not be delivered"),
	empty: () => __("The mail is empty"),
	"failed-check": () => __("The mail's domain says that it is forged"),
	"foreign-mark": () => __("It answers a message that was sent to somebody else"),
	"foreign-message": () => __("It answers a message that was sent to somebody else"),
	"header-too-long": () => __("Its header is longer than any mail's"),
	malformed: () => __("It is no readable mail"),
	"no-customer": () => __("It is not known for which customer"),
	"no-header": () => __("It has no header"),
	"no-participant": () => __("The writer has no share in the ticket"),
	"no-request-type": () => __("The mailbox names no request type"),
	"no-sender": () => __("It does not say who has written it"),
	"not-staff": () => __("It answers a message to staff, and the writer is none"),
	"other-reply-to": () => __("Answers to it would go to somebody else"),
	"own-mail": () => __("Our own mail has come back"),
	"ticket-ended": () => __("The ticket that it answers has ended"),
	"ticket-gone": () => __("The ticket that it answers is not there"),
	"too-deep": () => __("Its parts lie deeper in each other than any mail's"),
	"too-large": () => __("It is larger than the mailbox allows"),
	"too-many": () => __("The writer has written too often"),
	"too-many-parts": () => __("It has more parts than any mail"),
	"two-senders": () => __("It names several writers"),
	unexpected: () => __("Taking it failed again and again"),
	"unknown-sender": () => __("Nobody knows the sender"),
};

/** A stored reason in words; behind its colon stands a ticket, or a server's code. */
export function mail_reason(code) {
	const [name, ...rest] = (code || "").split(":");
	const words = REASONS[name]?.() ?? name;
	return [words, rest.join(":")].filter(Boolean).join(": ");
}

export function mail_indicator({ state }) {
	return [__(state), MAIL_COLORS[state] ?? "gray", `state,=,${state}`];
}

function download_link(name) {
	return html`<a class="btn btn-xs btn-default" href="${DOWNLOAD}${name}" download>${__("Download as Mailed")}</a>`;
}

/** The form of one mail. */
export function show_mail(frm) {
	const { doc } = frm;
	const waits = WAITING.includes(doc.state);
	frm.disable_save();
	frm.set_intro(waits ? frappe.utils.escape_html(mail_reason(doc.reason)) : "", MAIL_COLORS[doc.state]);
	show_words(frm);
	if (!doc.raw_gone_at) {
		frm.add_custom_button(__("Download as Mailed"), () => window.location.assign(DOWNLOAD + doc.name));
	}
	if (waits) {
		frm.add_custom_button(__("Make a Ticket"), () => make_ticket(frm)).addClass("btn-primary");
		frm.add_custom_button(__("Put on Ticket"), () => put_on_ticket(frm));
		frm.add_custom_button(__("Try Again"), () => settle(frm, "try_again"));
		frm.add_custom_button(__("Drop"), () =>
			frappe.confirm(__("Nothing will come of this mail. Drop it?"), () => settle(frm, "drop")),
		);
	}
	if (frappe.model.can_create("SD Blocked Sender") && address_of(doc.sender)) {
		frm.add_custom_button(__("Block Sender"), () =>
			frappe.new_doc("SD Blocked Sender", { sender: address_of(doc.sender) }),
		);
	}
}

function address_of(sender) {
	return (sender || "").match(/[^\s<>"',;]+@[^\s<>"',;]+/)?.[0].toLowerCase() ?? "";
}

function show_words(frm) {
	const { doc } = frm;
	const root = frm.fields_dict.words_html.$wrapper[0];
	put(root, html``);
	if (doc.raw_gone_at || !["Held", "Quarantined", "Refused", "Ignored", "Dropped"].includes(doc.state)) {
		frm.toggle_display("section_words", false);
		return;
	}
	frm.toggle_display("section_words", true);
	ask_quietly("mail.words", { name: doc.name }).then((words) => {
		if (words && frm.doc.name === doc.name) {
			const files = words.files.length > 0 && html`<p class="text-muted">${words.files.join(", ")}</p>`;
			put(root, html`<div class="sd-mail-words">${lines(words.text)}</div>${files}`);
		}
	});
}

function settle(frm, endpoint, args = {}) {
	return act(`mail.${endpoint}`, { name: frm.doc.name, ...args }).then(
		(number) => frm.reload_doc().then(() => number),
		(error) => frm.reload_doc().then(() => Promise.reject(error)),
	);
}

function decide(frm, title, fields, label, endpoint) {
	ask_and_act({
		title,
		fields,
		label,
		action: (values) => settle(frm, endpoint, values),
		done: (number) => frappe.show_alert({ message: number, indicator: "green" }),
	});
}

async function make_ticket(frm) {
	const proposed = (await ask_quietly("mail.proposal", { name: frm.doc.name })) || {};
	const field = (fieldname, label, options, reqd) => ({
		fieldname,
		label,
		options,
		reqd,
		fieldtype: "Link",
		default: proposed[fieldname],
	});
	const fields = [
		field("customer", __("Customer"), "SD Customer", 1),
		field("request_type", __("Request Type"), "SD Request Type", 1),
		field("requester", __("Requester"), "SD Portal Account", 0),
	];
	decide(frm, __("Make a Ticket"), fields, __("Make"), "make_ticket");
}

function put_on_ticket(frm) {
	const fields = [
		{
			fieldname: "ticket",
			fieldtype: "Link",
			options: "SD Ticket",
			label: __("Ticket"),
			reqd: 1,
			default: frm.doc.ticket,
			description: __("Everybody who follows the ticket can read the mail there."),
		},
	];
	decide(frm, __("Put on Ticket"), fields, __("Put"), "put_on_ticket");
}

/** The mails that made a ticket and its messages; asked for when somebody opens the list. */
export function offer_mails(root, number) {
	put(
		root,
		html`<details class="sd-mails"><summary>${__("Mails as They Came")}</summary><div></div></details>`,
	);
	const box = root.firstElementChild;
	box.addEventListener("toggle", async () => {
		if (box.open) {
			const mails = await ask("mail.mails_of_ticket", { number });
			put(box.lastElementChild, mails_markup(mails));
		}
	});
}

function mails_markup(mails) {
	if (!mails.length) {
		return html`<p class="text-muted">${__("Nothing of this ticket has come by mail.")}</p>`;
	}
	const line = (
		mail,
	) => html`<li>${frappe.datetime.str_to_user(mail.received_at)} ${mail.sender}: ${mail.subject}
		${mail.raw_gone_at ? "" : download_link(mail.name)}</li>`;
	return html`<ul class="sd-tickets">${mails.map(line)}</ul>`;
}

/** The state of a mailbox: text and colour. */
export function mailbox_indicator(doc) {
	if (!doc.enabled) {
		return [__("Off"), "gray", "enabled,=,0"];
	}
	if (doc.failing_since) {
		const since = frappe.datetime.str_to_user(doc.failing_since);
		return [__("Failing since {0}", [since]), "red", "failing_since,is,set"];
	}
	return doc.last_fetch_at
		? [__("Reading fine"), "green", "failing_since,is,not set"]
		: [__("Never read"), "orange", "last_fetch_at,is,not set"];
}

/** The form of a mailbox: try it, and have it read. */
export function show_mailbox(frm) {
	if (frm.is_new() || !frappe.model.can_write("SD Mailbox")) {
		return;
	}
	frm.add_custom_button(__("Test Connection"), () => test_connection(frm));
	if (frm.doc.enabled) {
		frm.add_custom_button(__("Read Now"), () =>
			act("mail.read_now", { mailbox: frm.doc.name }).then(() =>
				frappe.show_alert({ message: __("The mailbox is being read."), indicator: "blue" }),
			),
		);
	}
}

async function test_connection(frm) {
	if (frm.is_dirty()) {
		await frm.save();
	}
	frappe.dom.freeze(__("Trying …"));
	const found = await act("mail.test_connection", { mailbox: frm.doc.name }).finally(() =>
		frappe.dom.unfreeze(),
	);
	frappe.msgprint({
		title: found.good ? __("The Mailbox Can Be Read") : __("The Mailbox Cannot Be Read"),
		indicator: found.good ? "green" : "red",
		message: String(html`<ul>${found.lines.map((line) => html`<li>${line}</li>`)}</ul>`),
	});
}
