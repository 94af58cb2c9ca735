// The chosen request type's own form inside the entry of a call: its questions as the portal asks them.

import { mark, unmark } from "./field_errors.js";
import { html, put } from "./markup.js";

const INPUT_TYPES = { number: "number", date: "date", time: "time", email: "email", phone: "tel" };
// Answered with records of the customer.
const RECORD_KINDS = ["contract", "service", "equipment", "colleague"];
// What a default may hold: the name of whoever calls.
const CALLER = "{requester}";

export class CallForm {
	constructor(root) {
		this.root = root;
		this.questions = [];
		this.records = {};
		root.addEventListener("input", () => this.show_dependents());
		root.addEventListener("change", () => this.show_dependents());
	}

	/** Ask these; an answer that was given already to a question of the same name stays. */
	ask(questions) {
		const given = this.answers();
		this.questions = questions.filter(({ kind }) => kind !== "file");
		const at_once = this.questions.filter((question) => question.at_once);
		const later = this.questions.filter((question) => !question.at_once);
		const more =
			later.length > 0 &&
			html`<details class="sd-more-questions"><summary>${__("Other questions of the form")} (${later.length})</summary>
				<div class="sd-questions">${later.map((question) => question_markup(question, given))}</div></details>`;
		put(
			this.root,
			html`<div class="sd-questions">${at_once.map((question) => question_markup(question, given))}</div>${more}`,
		);
		this.offer_records(this.records);
		this.show_dependents();
	}

	/** The customer's records that answer questions, known once it is known who calls. */
	offer_records(records) {
		this.records = records;
		for (const { name, kind } of this.questions) {
			if (RECORD_KINDS.includes(kind)) {
				const list = this.place(name).querySelector("select");
				const chosen = list.value;
				put(list, options_markup(records[name] ?? [], chosen));
			}
		}
	}

	place(name) {
		return this.root.querySelector(`[data-question="${CSS.escape(name)}"]`);
	}

	/** The defaults that name whoever calls; what was typed stays. */
	fill_in_caller(name) {
		for (const { name: question, default: begun } of this.questions) {
			const input = begun.includes(CALLER) && this.place(question).querySelector("[name]");
			if (input && name && !input.value) {
				input.value = begun.replace(CALLER, name);
			}
		}
	}

	/** What was answered, by the fields' names; nothing of questions that are not shown. */
	answers() {
		const given = {};
		for (const { name, kind } of this.questions) {
			const inputs = [...this.place(name).querySelectorAll("[name]:enabled")];
			const ticked = inputs.filter(({ checked }) => checked).map(({ value }) => value);
			if (kind === "multiple_choice") {
				given[name] = ticked;
			} else if (kind === "checkbox") {
				given[name] = ticked.length > 0;
			} else {
				given[name] = inputs[0]?.value ?? "";
			}
		}
		return Object.fromEntries(Object.entries(given).filter(([, value]) => is_answer(value)));
	}

	/** Parents stand before what depends on them: one pass is enough. */
	show_dependents() {
		for (const { name, depends_on, shown_with, options_of } of this.questions) {
			if (depends_on) {
				const given = this.texts_of(depends_on);
				this.show(
					name,
					shown_with.some((value) => given.includes(value)),
				);
			}
			if (options_of && !(depends_on && this.place(name).hidden)) {
				this.offer_by_answer(name, this.texts_of(options_of)[0] ?? "");
			}
		}
	}

	/** Of a choice whose options another answer decides, those of the answer; no question where there are none. */
	offer_by_answer(name, answer) {
		const list = this.place(name).querySelector("select");
		for (const group of list.querySelectorAll("optgroup")) {
			group.hidden = group.disabled = group.dataset.answer !== answer;
		}
		const offered = list.querySelector("optgroup:not([hidden])");
		if (list.selectedOptions[0]?.parentElement.hidden) {
			list.value = "";
		}
		this.show(name, Boolean(offered));
	}

	/** An answer as conditions name it: a box that is not ticked is "0", a question that is not shown nothing. */
	texts_of(name) {
		if (this.place(name).hidden) {
			return [];
		}
		const { kind } = this.questions.find((question) => question.name === name);
		const said = this.answers()[name];
		if (kind === "checkbox") {
			return [said ? "1" : "0"];
		}
		return [said ?? []].flat();
	}

	show(name, shown) {
		const place = this.place(name);
		place.hidden = !shown;
		for (const input of place.querySelectorAll("[name]")) {
			input.disabled = !shown;
		}
	}

	/** Put a sentence by a question; false when it is none of this form's. */
	mark(name, sentence) {
		const place = this.place(name);
		if (!place) {
			return false;
		}
		place.closest("details")?.setAttribute("open", "");
		mark(place, sentence);
		return true;
	}

	unmark() {
		unmark(this.root);
	}
}

function is_answer(value) {
	return Array.isArray(value) ? value.length > 0 : value !== "" && value !== false;
}

function question_markup(question, given) {
	const { name, kind, mandatory, help } = question;
	const id = `sd-question-${name}`;
	const star = mandatory && html` <span class="sd-star" aria-hidden="true">*</span>`;
	const several = kind === "checkbox" || kind === "multiple_choice";
	const value = given[name] ?? (question.default.includes(CALLER) ? "" : question.default);
	const words = help && html`<p class="sd-help text-muted" id="${id}-help">${__(help)}</p>`;
	const described = help && html` aria-describedby="${id}-help"`;
	const asked = several
		? html`<fieldset${described}><legend>${__(question.label)}${star}</legend>${boxes(question, value)}</fieldset>`
		: html`<label for="${id}">${__(question.label)}${star}</label>${control(question, id, value, described)}`;
	const wide = kind === "long_text" || kind === "multiple_choice" ? "sd-wide" : "";
	return html`<div class="sd-question ${wide}" data-question="${name}">${asked}${words}</div>`;
}

function options_markup(options, value) {
	return html`<option value="">${__("Choose…")}</option>
		${options.map((option) => html`<option value="${option.value}"${option.value === value && html` selected`}>${__(option.label)}</option>`)}`;
}

function groups_markup(groups, value) {
	return html`<option value="">${__("Choose…")}</option>
		${groups.map(({ answer, options }) => html`<optgroup label="${__(answer)}" data-answer="${answer}">${options.map((option) => html`<option value="${option.value}"${option.value === value && html` selected`}>${__(option.label)}</option>`)}</optgroup>`)}`;
}

function control({ name, kind, options, groups, max_length }, id, value, described) {
	const longest = max_length > 0 && html` maxlength="${max_length}"`;
	if (kind === "choice" || RECORD_KINDS.includes(kind)) {
		const offered = groups.length ? groups_markup(groups, value) : options_markup(options, value);
		return html`<select class="form-control" id="${id}" name="${name}"${described}>${offered}</select>`;
	}
	if (kind === "long_text") {
		return html`<textarea class="form-control" id="${id}" name="${name}" rows="3"${longest}${described}>${value}</textarea>`;
	}
	return html`<input class="form-control" id="${id}" name="${name}" type="${INPUT_TYPES[kind] || "text"}" value="${value}"
		${kind === "number" && html`step="any"`}${longest}${described}>`;
}

function boxes({ name, kind, options }, value) {
	const offered = kind === "checkbox" ? [{ value: "1", label: "Yes" }] : options;
	const ticked = value === true ? ["1"] : [value].flat();
	return offered.map(
		(option) =>
			html`<label class="sd-check"><input type="checkbox" name="${name}" value="${option.value}"${ticked.includes(option.value) && html` checked`}> ${kind === "checkbox" ? __("Yes") : __(option.label)}</label>`,
	);
}
