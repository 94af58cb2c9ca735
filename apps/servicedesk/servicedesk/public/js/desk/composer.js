// The box to write in: to the customer, with or without a step, or a note for the desk.

import { act, ask } from "./calls.js";
import { forget_draft, keep_draft, read_draft } from "./drafts.js";
import { html, put } from "./markup.js";

const REPLY = "reply";
const NOTE = "note";
// Of the steps, those that ask for nothing else than the message itself.
const TAKEN_WITH_A_MESSAGE = ["", "Message"];

export class Composer {
	/** `after(text)`: what to do once it is sent; `typed()`: somebody is writing. */
	constructor(root, { number, after, typed }) {
		Object.assign(this, { root, number, after, typed, kind: REPLY });
		put(root, this.markup());
		this.text = root.querySelector("textarea");
		this.steps = root.querySelector("[name=step]");
		this.canned = root.querySelector("[name=canned]");
		this.send_button = root.querySelector(".sd-send");
		this.listen();
		this.choose(REPLY);
	}

	markup() {
		return html`<div class="sd-composer">
			<div class="sd-tabs" role="tablist">
				<button type="button" role="tab" class="sd-tab" data-kind="${REPLY}">${__("Reply to the Customer")} <kbd>R</kbd></button>
				<button type="button" role="tab" class="sd-tab" data-kind="${NOTE}">${__("Internal Note")} <kbd>N</kbd></button>
			</div>
			<p class="sd-note-words">${__("Only the desk sees this note.")}</p>
			<textarea class="form-control" rows="4"></textarea>
			<div class="sd-composer-foot">
				<select name="canned" class="form-control sd-for-reply" aria-label="${__("Canned reply")}">
					<option value="">${__("Canned reply…")}</option>
				</select>
				<select name="step" class="form-control sd-for-reply" aria-label="${__("Step to take")}"></select>
				<button type="button" class="btn btn-primary btn-sm sd-send"></button>
			</div>
		</div>`;
	}

	listen() {
		for (const tab of this.root.querySelectorAll(".sd-tab")) {
			tab.addEventListener("click", () => this.focus(tab.dataset.kind));
		}
		this.text.addEventListener("input", () => {
			keep_draft(this.number, this.kind, this.text.value);
			this.typed();
		});
		this.text.addEventListener("keydown", (event) => {
			if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
				event.preventDefault();
				this.send();
			}
		});
		this.steps.addEventListener("change", () => this.name_button());
		this.canned.addEventListener("focus", () => this.load_canned(), { once: true });
		this.canned.addEventListener("change", () => this.insert_canned());
		this.send_button.addEventListener("click", () => this.send());
	}

	/** Write this kind now. */
	focus(kind) {
		this.choose(kind);
		this.text.focus();
		this.root.scrollIntoView({ block: "nearest" });
	}

	choose(kind) {
		this.kind = kind;
		this.root.dataset.kind = kind;
		for (const tab of this.root.querySelectorAll(".sd-tab")) {
			tab.setAttribute("aria-selected", String(tab.dataset.kind === kind));
		}
		this.text.value = read_draft(this.number, kind);
		this.text.setAttribute(
			"aria-label",
			kind === NOTE ? __("Internal Note") : __("Message to the customer"),
		);
		this.text.placeholder = kind === NOTE ? __("Note for colleagues…") : __("Message to the customer…");
		this.name_button();
	}

	/** Steps of the workflow that may be taken together with the message. */
	offer_steps(steps) {
		const chosen = this.steps.value;
		const fitting = steps.filter(({ demands }) => TAKEN_WITH_A_MESSAGE.includes(demands));
		const options = fitting.map(
			({ action }) => html`<option value="${action}">${__("Send and: {0}", [__(action)])}</option>`,
		);
		put(this.steps, html`<option value="">${__("Send, same state")}</option>${options}`);
		this.steps.value = fitting.some(({ action }) => action === chosen) ? chosen : "";
		this.name_button();
	}

	name_button() {
		this.send_button.textContent =
			this.kind === NOTE
				? __("Add Note")
				: this.steps.selectedOptions?.[0]?.value
					? this.steps.selectedOptions[0].textContent
					: __("Send");
	}

	load_canned() {
		ask("ticket_panel.replies", { number: this.number }).then((replies) => {
			this.replies = replies;
			const options = replies.map(({ name, title }) => html`<option value="${name}">${title}</option>`);
			const first = replies.length ? __("Canned reply…") : __("No canned replies yet");
			put(this.canned, html`<option value="">${first}</option>${options}`);
		});
	}

	insert_canned() {
		const reply = this.replies?.find(({ name }) => name === this.canned.value);
		this.canned.value = "";
		if (reply) {
			this.text.setRangeText(reply.text, this.text.selectionStart, this.text.selectionEnd, "end");
			this.text.dispatchEvent(new Event("input"));
			this.text.focus();
		}
	}

	send() {
		const { kind } = this;
		const text = this.text.value;
		if (!text.trim()) {
			frappe.show_alert({ message: __("Write something first."), indicator: "orange" });
			this.text.focus();
			return;
		}
		this.send_button.disabled = true;
		this.request(kind, text)
			.then(() => {
				forget_draft(this.number, kind);
				this.text.value = read_draft(this.number, this.kind);
				this.steps.value = "";
				this.after(kind);
			})
			// The framework has shown why; what was typed stays.
			.catch(() => {})
			.finally(() => {
				this.send_button.disabled = false;
			});
	}

	request(kind, message) {
		const { number } = this;
		if (kind === NOTE) {
			return act("ticket_panel.add_note", { number, note: message });
		}
		const action = this.steps.value;
		return action ? act("take_step", { number, action, message }) : act("reply", { number, message });
	}
}
