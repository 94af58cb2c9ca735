// Who else has the ticket open, and who is writing on it just now. Built on the framework's own list of viewers.

import { act, ask_quietly } from "./calls.js";

const TYPING = "servicedesk_typing";
const TYPING_SHOWN_MS = 6000;
const TOLD_EVERY_MS = 3000;

// The framework knows by name only people who have written on the record: a look at the desk's list of them, once.
let staff;

function staff_names() {
	staff ??= ask_quietly("assignment.people").then(
		(people) => new Map((people || []).map(({ user, full_name }) => [user, full_name])),
	);
	return staff;
}

export class Presence {
	constructor(frm) {
		this.frm = frm;
		this.typing = new Map();
		this.told_at = 0;
		this.viewers_changed = (data) => this.see(data);
		this.typed_elsewhere = (data) => this.hear(data);
	}

	/** Forms of other records drop every listener of the framework's event: listen again at each refresh. */
	listen() {
		for (const [event, action] of [
			["doc_viewers", this.viewers_changed],
			[TYPING, this.typed_elsewhere],
		]) {
			frappe.realtime.off(event, action);
			frappe.realtime.on(event, action);
		}
		if (this.viewed !== this.frm.docname) {
			// Who is here was told before anybody listened: it is told again to whoever opens.
			frappe.realtime.doc_open(this.frm.doctype, this.frm.docname);
		}
		this.show();
	}

	see({ doctype, docname, users = [] }) {
		if (doctype === this.frm.doctype && docname === this.frm.docname) {
			this.viewers = users.filter((user) => user !== frappe.session.user);
			this.viewed = docname;
			staff_names().then((names) => {
				this.names = names;
				this.show();
			});
		}
	}

	hear({ ticket, user, name }) {
		if (ticket !== this.frm.docname || user === frappe.session.user) {
			return;
		}
		clearTimeout(this.typing.get(user)?.timer);
		const timer = setTimeout(() => {
			this.typing.delete(user);
			this.show();
		}, TYPING_SHOWN_MS);
		this.typing.set(user, { name, timer, ticket });
		this.show();
	}

	/** I am writing: tell the others, now and then. */
	tell() {
		const now = Date.now();
		if (!this.viewers?.length || this.viewed !== this.frm.docname || now - this.told_at < TOLD_EVERY_MS) {
			return;
		}
		this.told_at = now;
		act("ticket_panel.typing", { number: this.frm.docname }).catch(() => {});
	}

	show() {
		const line = this.frm.fields_dict.panel_html?.$wrapper[0].querySelector(".sd-presence");
		if (!line) {
			return;
		}
		const writing = [...this.typing.values()].filter(({ ticket }) => ticket === this.frm.docname);
		const here = this.viewed === this.frm.docname ? this.viewers || [] : [];
		const words = [];
		if (here.length) {
			const names = here.map((user) => this.names?.get(user) || frappe.user.full_name(user)).join(", ");
			words.push(__("Also looking at this ticket: {0}", [names]));
		}
		for (const { name } of writing) {
			words.push(__("{0} is writing…", [name]));
		}
		line.hidden = !words.length;
		line.textContent = words.join(" · ");
	}
}
