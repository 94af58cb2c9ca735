// Running clocks tick between two looks at the server, as long as their calendar is open.

const MINUTE = 60;
const HOUR = 3600;
const shownAt = new WeakMap();

/** Whole minutes downwards, as the server writes them: "1:59", "-0:01". */
export function durationText(seconds) {
	const sign = seconds < 0 ? "-" : "";
	const minutes = Math.abs(Math.floor(seconds / MINUTE));
	const hours = Math.floor(minutes / MINUTE);
	return `${sign}${hours}:${String(minutes % MINUTE).padStart(2, "0")}`;
}

/** Seconds that have counted since the server looked: from the calendar's opening on, until it closes. */
export function counted(passed, startsIn, lasts) {
	return Math.min(Math.max(0, passed - startsIn), lasts);
}

function tick(root) {
	for (const clock of root.querySelectorAll("[data-remaining]")) {
		const { at, remaining, startsIn, lasts } = shownAt.get(clock) ?? remember(clock);
		const left = remaining - counted(Math.floor((Date.now() - at) / 1000), startsIn, lasts);
		clock.textContent = durationText(left);
		mark(clock, left);
	}
}

function mark(clock, left) {
	const row = clock.closest(".clock");
	row?.classList.toggle("clock-soon", left >= 0 && left < HOUR / 4);
	if (row && left < 0 && !row.classList.contains("clock-breached")) {
		row.classList.remove("clock-running");
		row.classList.add("clock-breached");
		row.querySelector(".clock-mark").textContent = clock.dataset.breached;
	}
}

function remember(clock) {
	const { remaining, startsIn, lasts } = clock.dataset;
	const shown = {
		at: Date.now(),
		remaining: Number(remaining),
		startsIn: Number(startsIn),
		lasts: Number(lasts),
	};
	shownAt.set(clock, shown);
	return shown;
}

/** Clocks that have just come into the page show their time at once. */
export const startTicking = tick;

export function startClocks(root) {
	tick(root);
	setInterval(() => tick(root), 1000);
}
