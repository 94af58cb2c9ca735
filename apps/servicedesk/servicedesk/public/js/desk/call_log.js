// A call becomes a ticket in a few seconds: who, what, send. From anywhere in the desk.

import { invite_caller } from "./caller.js";
import { act, ask } from "./calls.js";
import { html, put } from "./markup.js";

const SEARCH_AFTER_MS = 180;
const CONTROLS = {
	text: "Data",
	long_text: "Small Text",
	number: "Data",
	date: "Date",
	time: "Time",
	choice: "Select",
	multiple_choice: "MultiSelectList",
	checkbox: "Check",
	email: "Data",
	phone: "Data",
};
const ANSWER = "answer_";
// What a default may hold: the name of whoever calls.
const CALLER = "{requester}";

let open_dialog = null;

export function open_call_log() {
	if (open_dialog?.dialog.display) {
		return open_dialog;
	}
	open_dialog = new CallLog();
	return open_dialog;
}

class CallLog {
	constructor() {
		// One entry, one ticket, however often the button is pressed or the connection fails.
		this.key = frappe.utils.get_random(16);
		this.questions = [];
		ask("call_log.choices").then(
			(choices) => this.make(choices),
			() => {},
		);
	}

	make({ request_types, channels }) {
		this.dialog = new frappe.ui.Dialog({
			title: __("Log a Call"),
			fields: [
				{
					fieldname: "caller",
					fieldtype: "Data",
					label: __("Who calls: number, name, company, ticket or contract"),
				},
				{ fieldname: "found", fieldtype: "HTML" },
				{ fieldname: "section", fieldtype: "Section Break" },
				{
					fieldname: "request_type",
					fieldtype: "Select",
					label: __("Request Type"),
					options: request_types,
					default: request_types[0]?.value,
					reqd: 1,
					onchange: () => this.ask_questions(),
				},
				{ fieldname: "column", fieldtype: "Column Break" },
				{
					fieldname: "channel",
					fieldtype: "Select",
					label: __("Channel"),
					options: channels.map((channel) => ({ value: channel, label: __(channel) })),
					default: channels[0],
					reqd: 1,
				},
				{ fieldname: "section_text", fieldtype: "Section Break" },
				{ fieldname: "text", fieldtype: "Small Text", label: __("What the customer says"), reqd: 1 },
				{ fieldname: "section_questions", fieldtype: "Section Break", hidden: 1 },
				{ fieldname: "questions", fieldtype: "HTML" },
			],
			primary_action_label: __("Open Ticket"),
			primary_action: (values) => this.send(values),
		});
		this.dialog.$wrapper.addClass("sd-call-log");
		this.found = this.dialog.fields_dict.found.$wrapper[0];
		this.listen();
		this.dialog.show();
		this.ask_questions();
	}

	get input() {
		return this.dialog.fields_dict.caller.$input[0];
	}

	listen() {
		this.input.setAttribute("autocomplete", "off");
		this.input.addEventListener("input", () => {
			clearTimeout(this.waiting);
			this.waiting = setTimeout(() => this.search(), SEARCH_AFTER_MS);
		});
		this.input.addEventListener("keydown", (event) => {
			if (event.key === "Enter") {
				event.preventDefault();
				event.stopPropagation();
				this.found.querySelector("button[data-place]")?.click();
			}
		});
		this.dialog.$wrapper.on("keydown", (event) => {
			if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
				this.dialog.get_primary_btn().trigger("click");
			}
		});
	}

	search() {
		const text = this.input.value.trim();
		ask("call_log.find_caller", { text }).then(
			({ people, customers }) => {
				if (this.input.value.trim() === text) {
					this.offer(text, [
						...people.map((row) => ({ ...row, requester: row.account })),
						...customers.map((row) => ({ ...row, customer: row.name, requester: "" })),
					]);
				}
			},
			() => {},
		);
	}

	offer(text, callers) {
		const rows = callers.map(
			(row, place) => html`<button type="button" class="sd-caller" data-place="${place}">
				<b>${row.full_name || __("Somebody else")}</b> ${row.customer_name}
				<small class="text-muted">${[row.phone, row.position, row.city].filter(Boolean).join(" · ")}</small></button>`,
		);
		const nobody =
			text.length > 1 && !rows.length && html`<p class="text-muted">${__("Nobody found.")}</p>`;
		const add =
			text.length > 1 &&
			html`<button type="button" class="btn btn-xs btn-default sd-new-caller">${__("Register a new person")}</button>`;
		put(this.found, html`${rows}${nobody}${add}`);
		for (const button of this.found.querySelectorAll("[data-place]")) {
			button.addEventListener("click", () => this.pick(callers[button.dataset.place]));
		}
		this.found
			.querySelector(".sd-new-caller")
			?.addEventListener("click", () =>
				invite_caller(text, callers[0]?.customer, (caller) => this.pick(caller)),
			);
	}

	pick(caller) {
		this.caller = caller;
		const name = caller.full_name || __("Somebody else");
		put(
			this.found,
			html`<p class="sd-picked"><b>${name}</b>, ${caller.customer_name}
			<button type="button" class="btn btn-xs btn-default">${__("Change")}</button></p>`,
		);
		this.found.querySelector("button").addEventListener("click", () => {
			this.caller = null;
			this.input.focus();
			this.search();
		});
		this.fill_in_caller();
		this.dialog.fields_dict.text.$input[0].focus();
	}

	fill_in_caller() {
		const name = this.caller?.full_name || "";
		for (const question of this.questions.filter(({ default: begun }) => begun.includes(CALLER))) {
			const control = this.answers.fields_dict[ANSWER + question.name];
			if (name && !control.get_value()) {
				control.set_value(question.default.replace(CALLER, name));
			}
		}
	}

	/** What the request type's form demands beyond the text. */
	ask_questions() {
		const request_type = this.dialog.get_value("request_type");
		if (!request_type || request_type === this.asked_for) {
			return;
		}
		this.asked_for = request_type;
		ask("call_log.questions", { request_type }).then(
			(questions) => this.show_questions(questions),
			() => {},
		);
	}

	show_questions(questions) {
		this.questions = questions;
		const root = this.dialog.fields_dict.questions.$wrapper.empty();
		this.dialog.set_df_property("section_questions", "hidden", questions.length ? 0 : 1);
		this.answers = new frappe.ui.FieldGroup({ body: root, fields: questions.map(control_of) });
		this.answers.make();
		this.fill_in_caller();
	}

	send({ request_type, channel, text }) {
		if (!this.caller) {
			frappe.show_alert({ message: __("Choose who calls first."), indicator: "orange" });
			this.input.focus();
			return;
		}
		const answers = this.answers?.get_values();
		if (!answers) {
			return;
		}
		this.dialog.disable_primary_action();
		const phone = /^[\d\s()+./-]{3,}$/.test(this.input.value.trim()) ? this.input.value.trim() : "";
		act("call_log.log", {
			customer: this.caller.customer,
			requester: this.caller.requester,
			request_type,
			channel,
			text,
			phone,
			answers: JSON.stringify(this.named(answers)),
			key: this.key,
		})
			.then((number) => this.made(number))
			// What was typed stays; the framework has shown what is wrong.
			.catch(() => {})
			.finally(() => this.dialog.enable_primary_action());
	}

	named(answers) {
		const given = {};
		for (const { name, kind } of this.questions) {
			const value = answers[ANSWER + name];
			if (value !== undefined && value !== null && value !== "") {
				given[name] = kind === "checkbox" ? Boolean(value) : value;
			}
		}
		return given;
	}

	made(number) {
		this.dialog.hide();
		const address = `/app/sd-ticket/${encodeURIComponent(number)}`;
		frappe.show_alert(
			{
				message: String(html`<a href="${address}">${__("Ticket {0} is open.", [number])}</a>`),
				indicator: "green",
			},
			15,
		);
	}
}

function control_of(question) {
	const fieldtype = CONTROLS[question.kind] || "Data";
	return {
		fieldname: ANSWER + question.name,
		fieldtype,
		label: __(question.label),
		reqd: question.mandatory && fieldtype !== "Check" ? 1 : 0,
		default: question.default.includes(CALLER) ? undefined : question.default || undefined,
		options: fieldtype === "Select" ? ["", ...question.options] : question.options,
		get_data: () => question.options.map(({ value, label }) => ({ value, label, description: "" })),
	};
}
