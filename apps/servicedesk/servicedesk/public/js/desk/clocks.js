// Clocks that tick: between two looks at the server each counts down by itself, by the machine's steady clock.

import { html } from "./markup.js";

const MARKS = {
	not_started: ["gray", () => __("Not started")],
	running: ["blue", () => __("Running")],
	paused: ["orange", () => __("Paused")],
	breached: ["red", () => __("Breached")],
	met: ["green", () => __("Met")],
	met_late: ["red", () => __("Met late")],
	cancelled: ["gray", () => __("Cancelled")],
};
const SOON = 0.2;

/** Hours, minutes and seconds; with a minus once it is past. */
export function time_left(seconds) {
	const whole = Math.abs(seconds);
	const parts = [whole / 3600, (whole / 60) % 60, whole % 60].map((part) => Math.floor(part));
	const [hours, ...rest] = parts;
	return (seconds < 0 ? "-" : "") + [hours, ...rest.map((part) => String(part).padStart(2, "0"))].join(":");
}

function due_words(clock) {
	return clock.due_at ? __("due {0}", [frappe.datetime.str_to_user(clock.due_at)]) : "";
}

export function clock_row(clock) {
	const [color, label] = MARKS[clock.mark];
	return html`<p class="sd-clock" data-mark="${clock.mark}" data-remaining="${clock.remaining_seconds}"
			data-target="${clock.target_seconds}" data-ticks="${clock.ticks ? 1 : 0}">
		<span class="indicator-pill ${color}">${label()}</span>
		<b>${clock.label}</b>
		<span class="sd-clock-time" role="timer">${time_left(clock.remaining_seconds)}</span>
		<span class="text-muted">/ ${clock.target}</span>
		<small class="text-muted">${due_words(clock)}</small>
		<small class="text-muted sd-clock-why">${[clock.sla, clock.calendar, clock.reason].filter(Boolean).join(" · ")}</small>
	</p>`;
}

function show(row, remaining) {
	row.querySelector(".sd-clock-time").textContent = time_left(remaining);
	const open = ["running", "breached", "paused"].includes(row.dataset.mark);
	row.classList.toggle("sd-clock-late", open && remaining < 0);
	row.classList.toggle("sd-clock-soon", open && remaining >= 0 && remaining < row.dataset.target * SOON);
}

/** Let the clocks below `root` tick until it is gone; `ran_out` is called when one passes its due time. */
export function start_clocks(root, ran_out) {
	const shown_at = performance.now();
	const rows = [...root.querySelectorAll(".sd-clock")];
	const step = () => {
		if (!root.isConnected || root.dataset.shownAt !== String(shown_at)) {
			clearInterval(timer);
			return;
		}
		const passed = Math.floor((performance.now() - shown_at) / 1000);
		for (const row of rows) {
			const ticking = row.dataset.ticks === "1";
			const remaining = Number(row.dataset.remaining) - (ticking ? passed : 0);
			show(row, remaining);
			if (ticking && remaining < 0 && row.dataset.mark === "running") {
				row.dataset.mark = "breached";
				ran_out();
			}
		}
	};
	root.dataset.shownAt = String(shown_at);
	const timer = setInterval(step, 1000);
	step();
}
