// A ticket's form: everything at once, and every next action within reach.

import {
	assign_one,
	hand_on_one,
	link,
	merge,
	open_problem,
	plan_visit,
	put_in_problem,
	split,
	take,
	take_next,
} from "./actions.js";
import { ask } from "./calls.js";
import { start_clocks } from "./clocks.js";
import { Composer } from "./composer.js";
import { conversation_markup } from "./conversation.js";
import { show_hints } from "./hints.js";
import { show_history } from "./history.js";
import { offer_mails } from "./mails.js";
import { html, put } from "./markup.js";
import { paint, panel_markup } from "./panel.js";
import { Presence } from "./presence.js";
import { add_form_shortcuts } from "./shortcuts.js";
import { demand_of, take_step } from "./steps.js";

const LOOK_AGAIN_MS = 60_000;
const ENDED = ["closed", "cancelled"];

export class TicketDesk {
	constructor(frm) {
		this.frm = frm;
		this.steps = [];
		this.presence = new Presence(frm);
		// Beside our conversation and our queue the framework's own boxes lead astray: _ticket_page.scss hides them.
		frm.page.wrapper.addClass("sd-ticket-page");
		setInterval(() => this.look_again(), LOOK_AGAIN_MS);
	}

	get number() {
		return this.frm.doc.name;
	}

	field(name) {
		return this.frm.fields_dict[name].$wrapper[0];
	}

	/** The form shows another ticket, or the same one anew. */
	refresh() {
		this.steps = [];
		if (this.composer?.number !== this.number) {
			this.field("panel_html").innerHTML = "";
			this.field("conversation_html").innerHTML =
				"<div class='sd-compose'></div><div class='sd-said'></div><div class='sd-mails-place'></div>";
			this.field("history_html").innerHTML = "";
			this.composer = this.new_composer();
			offer_mails(this.field("conversation_html").querySelector(".sd-mails-place"), this.number);
		}
		add_form_shortcuts(this);
		this.load();
		this.show_history_when_seen();
	}

	new_composer() {
		return new Composer(this.field("conversation_html").querySelector(".sd-compose"), {
			number: this.number,
			after: (kind) => (kind === "note" ? this.load() : this.changed()),
			typed: () => this.presence.tell(),
		});
	}

	load() {
		const { number } = this;
		return ask("ticket_panel.panel", { number }).then(
			(panel) => {
				// Somebody may have gone on to another ticket meanwhile.
				if (panel.number === this.frm.doc?.name) {
					this.show(panel);
				}
			},
			() => {},
		);
	}

	look_again() {
		const open = this.frm.page.wrapper.is(":visible") && document.visibilityState === "visible";
		if (open && this.frm.doc && !this.frm.is_new()) {
			this.load();
		}
	}

	show(panel) {
		this.panel = panel;
		this.steps = panel.steps;
		const root = this.field("panel_html");
		put(root, panel_markup(panel));
		paint(root);
		this.show_actions(root.querySelector(".sd-actions"));
		start_clocks(root.querySelector(".sd-clocks"), () => this.load());
		this.composer.offer_steps(panel.steps);
		this.show_conversation(panel.conversation);
		this.presence.listen();
		show_hints(root.querySelector(".sd-hints"), panel.number, () => this.load());
	}

	show_conversation(conversation) {
		const root = this.field("conversation_html").querySelector(".sd-said");
		put(root, conversation_markup(conversation));
		for (const button of root.querySelectorAll(".sd-split")) {
			button.addEventListener("click", () => split(this.frm, button.dataset.message));
		}
	}

	show_actions(root) {
		const buttons = [...this.step_buttons(), ...this.people_buttons(), ...this.relation_buttons()];
		const markup = buttons.map(
			({ label, kind }, place) =>
				html`<button type="button" class="btn btn-sm ${kind || "btn-default"}" data-place="${place}">${label}</button>`,
		);
		put(root, html`${markup}`);
		for (const button of root.children) {
			button.addEventListener("click", () => buttons[button.dataset.place].action());
		}
	}

	step_buttons() {
		return this.steps.map((step) => ({
			label: __(step.action),
			kind: "btn-primary-light sd-step",
			action: () => this.take_step(step),
		}));
	}

	people_buttons() {
		if (ENDED.includes(this.panel.what.state_category)) {
			return [];
		}
		const { number } = this;
		const changed = () => this.changed();
		return [
			!this.panel.urgency.agent && {
				label: __("Take"),
				kind: "btn-primary",
				action: () => take(number, changed),
			},
			{ label: __("Assign"), action: () => assign_one(number, changed) },
			{ label: __("Hand On"), action: () => hand_on_one(number, changed) },
			{ label: __("Plan a Visit"), action: () => plan_visit(number, changed) },
		].filter(Boolean);
	}

	relation_buttons() {
		const { frm } = this;
		const changed = () => this.changed();
		const open = !ENDED.includes(this.panel.what.state_category);
		return [
			open && { label: __("Merge"), action: () => merge(frm) },
			{ label: __("Split"), action: () => split(frm) },
			{ label: __("Link"), action: () => link(frm, changed) },
			{ label: __("Problem or Change"), action: () => put_in_problem([frm.doc.name], changed) },
			!this.panel.what.problem && {
				label: __("New Problem"),
				action: () => open_problem(frm, changed),
			},
		].filter(Boolean);
	}

	take_step(step) {
		return take_step({ number: this.number, step, doc: this.frm.doc, done: () => this.changed() });
	}

	/** The framework's own menu of steps: the dialog takes the step itself, the framework's call must not. */
	async before_workflow_action() {
		if (!this.steps.length) {
			await this.load();
		}
		const step = this.steps.find(({ action }) => action === this.frm.selected_workflow_action);
		if (!step || !demand_of(step)) {
			return undefined;
		}
		frappe.dom.unfreeze();
		this.take_step(step);
		return new Promise(() => {});
	}

	take_next() {
		return take_next((number) => frappe.set_route("Form", "SD Ticket", number));
	}

	/** What the server has changed is read again; what somebody is typing into the form's fields is not thrown away. */
	changed() {
		if (this.frm.is_dirty()) {
			frappe.show_alert({
				message: __("The ticket has changed. Save or reload the form."),
				indicator: "orange",
			});
			return this.load();
		}
		return this.frm.reload_doc();
	}

	show_history_when_seen() {
		const root = this.field("history_html");
		const show = () => show_history(root, this.number);
		if (root.offsetParent) {
			show();
			return;
		}
		this.watcher?.disconnect();
		this.watcher = new IntersectionObserver((seen) => {
			if (seen.some(({ isIntersecting }) => isIntersecting)) {
				this.watcher.disconnect();
				show();
			}
		});
		this.watcher.observe(root);
	}
}
