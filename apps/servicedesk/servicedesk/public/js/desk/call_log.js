// A call becomes a ticket in a few seconds: who, what, send. From anywhere in the desk.

import { CallFiles } from "./call_files.js";
import { CallForm } from "./call_form.js";
import { CallerBox } from "./caller_box.js";
import { act_with_files, ask, Refused } from "./calls.js";
import { first_marked, mark, unmark } from "./field_errors.js";
import { html, put } from "./markup.js";

// Where a refusal is shown of what has no field of its own in the dialog.
const SHOWN_BY = { customer: "caller", requester: "caller", answers: "text" };
const SUBJECTS = ["contract", "service", "equipment"];

let open_dialog = null;

export function open_call_log() {
	if (open_dialog?.dialog?.display) {
		return open_dialog;
	}
	open_dialog = new CallLog();
	return open_dialog;
}

class CallLog {
	constructor() {
		// One entry, one ticket, however often the button is pressed or the connection fails.
		this.key = frappe.utils.get_random(16);
		ask("call_log.choices").then(
			(choices) => this.make(choices),
			() => {},
		);
	}

	make({ request_types, channels, files }) {
		this.dialog = new frappe.ui.Dialog({
			// A dialog that still fades in does not hear that it is to close.
			animate: false,
			title: __("Log a Call"),
			fields: this.fields(request_types, channels),
			primary_action_label: __("Open Ticket"),
			primary_action: (values) => this.send(values),
		});
		this.dialog.$wrapper.addClass("sd-call-log");
		// The server says by the field that words are missing.
		const { text } = this.dialog.fields_dict;
		text.$wrapper.find(".control-label").addClass("reqd");
		text.$input[0].style.height = "6.5rem";
		this.form = new CallForm(this.dialog.fields_dict.questions.$wrapper[0]);
		this.files = new CallFiles(this.dialog.fields_dict.files.$wrapper[0], files);
		this.caller_box = new CallerBox(
			this.dialog.fields_dict.caller.$input[0],
			this.dialog.fields_dict.found.$wrapper[0],
			(caller) => this.pick(caller),
		);
		this.listen();
		this.dialog.show();
		this.ask_questions();
	}

	fields(request_types, channels) {
		return [
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
			{ fieldname: "text", fieldtype: "Small Text", label: __("What the customer says") },
			{ fieldname: "questions", fieldtype: "HTML" },
			{ fieldname: "section_subjects", fieldtype: "Section Break", hidden: 1 },
			{ fieldname: "contract", fieldtype: "Select", label: __("Contract"), hidden: 1 },
			{ fieldname: "service", fieldtype: "Select", label: __("Service"), hidden: 1 },
			{ fieldname: "column_subjects", fieldtype: "Column Break" },
			{
				fieldname: "equipment",
				fieldtype: "Link",
				options: "SD Equipment",
				label: __("Equipment"),
				only_select: 1,
				hidden: 1,
				get_query: () => ({
					filters: { customer: this.caller?.customer || "", equipment_state: ["!=", "Retired"] },
				}),
			},
			{ fieldname: "section_files", fieldtype: "Section Break" },
			{ fieldname: "files", fieldtype: "HTML" },
		];
	}

	listen() {
		const { $wrapper } = this.dialog;
		$wrapper.on("keydown", (event) => {
			if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
				this.dialog.get_primary_btn().trigger("click");
			}
		});
		$wrapper[0].addEventListener("paste", (event) => this.files.paste(event));
	}

	pick(caller) {
		this.caller = caller;
		if (caller) {
			this.form.fill_in_caller(caller.full_name);
			this.dialog.fields_dict.text.$input[0].focus();
		}
		this.ask_subjects();
	}

	/** What the request type's form asks beyond the text. */
	ask_questions() {
		const request_type = this.dialog.get_value("request_type");
		if (!request_type || request_type === this.asked_for) {
			return;
		}
		this.asked_for = request_type;
		ask("call_log.questions", { request_type }).then(
			(questions) => {
				if (this.asked_for === request_type) {
					this.form.ask(questions);
					this.files.ask(questions);
					this.form.fill_in_caller(this.caller?.full_name);
				}
			},
			() => {},
		);
		this.ask_subjects();
	}

	/** What of the customer's the request may be about: asked only where there is a choice. */
	ask_subjects() {
		const { caller, asked_for: request_type } = this;
		this.show_subjects({ contracts: [], services: [], equipment: false, warning: "" });
		if (!caller || !request_type) {
			return;
		}
		const { customer, requester } = caller;
		ask("call_log.subjects", { request_type, customer, requester }).then(
			(subjects) => {
				if (this.caller === caller && this.asked_for === request_type) {
					this.show_subjects(subjects);
				}
			},
			() => {},
		);
	}

	show_subjects({ contracts, services, equipment, warning, records = {} }) {
		this.form.offer_records(records);
		this.offer("contract", contracts);
		this.offer("service", services);
		this.toggle("equipment", equipment);
		const shown = contracts.length > 1 || services.length > 1 || equipment;
		this.dialog.set_df_property("section_subjects", "hidden", shown ? 0 : 1);
		const { found } = this.caller_box;
		found.querySelector(".sd-warning")?.remove();
		if (warning) {
			const line = document.createElement("div");
			line.className = "sd-warning";
			put(line, html`${warning}`);
			found.append(line);
		}
	}

	offer(fieldname, names) {
		const options = ["", ...names.map((value) => ({ value, label: __(value) }))];
		this.dialog.set_df_property(fieldname, "options", options);
		this.toggle(fieldname, names.length > 1);
	}

	toggle(fieldname, shown) {
		this.dialog.set_value(fieldname, "");
		this.dialog.set_df_property(fieldname, "hidden", shown ? 0 : 1);
	}

	send({ request_type, channel, text, ...values }) {
		unmark(this.dialog.$wrapper[0]);
		if (!this.caller) {
			frappe.show_alert({ message: __("Choose who calls first."), indicator: "orange" });
			this.caller_box.input.focus();
			return;
		}
		if (!this.files.fit()) {
			return;
		}
		this.dialog.disable_primary_action();
		act_with_files(
			"call_log.log",
			{
				customer: this.caller.customer,
				requester: this.caller.requester,
				request_type,
				channel,
				text,
				phone: this.caller_box.phone,
				...Object.fromEntries(SUBJECTS.map((name) => [name, values[name]])),
				answers: JSON.stringify(this.form.answers()),
				key: this.key,
			},
			this.files.chosen,
		)
			.then((number) => this.made(number))
			// What was typed stays.
			.catch((error) => this.refused(error))
			.finally(() => this.dialog.enable_primary_action());
	}

	/** Each sentence by its field; what has none stands by the text, which fills the form's own fields. */
	refused(error) {
		if (!(error instanceof Refused)) {
			throw error;
		}
		const rest = Object.entries(error.problems).filter(
			([name, sentence]) => !this.form.mark(name, sentence) && !this.files.mark(name, sentence),
		);
		for (const [name, sentence] of rest) {
			const field = this.dialog.fields_dict[SHOWN_BY[name] || name] || this.dialog.fields_dict.text;
			mark(field.$wrapper[0], sentence);
		}
		first_marked(this.dialog.$wrapper[0])?.focus();
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
