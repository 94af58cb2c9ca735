// Who calls: found by what one hears first, picked with Enter, or registered while they are on the line.

import { invite_caller } from "./caller.js";
import { ask } from "./calls.js";
import { html, put } from "./markup.js";

const SEARCH_AFTER_MS = 180;
const A_NUMBER = /^[\d\s()+./-]{3,}$/;

export class CallerBox {
	/** `input`: what is typed into; `found`: where those stand who fit; `picked(caller)`: once it is clear, or not any more. */
	constructor(input, found, picked) {
		Object.assign(this, { input, found, picked });
		input.setAttribute("autocomplete", "off");
		input.addEventListener("input", () => {
			clearTimeout(this.waiting);
			this.waiting = setTimeout(() => this.search(), SEARCH_AFTER_MS);
		});
		input.addEventListener("keydown", (event) => {
			if (event.key === "Enter") {
				event.preventDefault();
				event.stopPropagation();
				found.querySelector("button[data-place]")?.click();
			}
		});
	}

	/** The number that was typed, if it was one. */
	get phone() {
		const typed = this.input.value.trim();
		return A_NUMBER.test(typed) ? typed : "";
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
		const name = caller.full_name || __("Somebody else");
		put(
			this.found,
			html`<p class="sd-picked"><b>${name}</b>, ${caller.customer_name}
			<button type="button" class="btn btn-xs btn-default">${__("Change")}</button></p>`,
		);
		this.found.querySelector("button").addEventListener("click", () => {
			this.picked(null);
			this.input.focus();
			this.search();
		});
		this.picked(caller);
	}
}
