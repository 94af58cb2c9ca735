// Running clocks tick between two looks at the server.

const MINUTE = 60;
const HOUR = 3600;

/** Whole minutes downwards, as the server writes them: "1:59", "-0:01". */
export function durationText(seconds) {
	const sign = seconds < 0 ? "-" : "";
	const minutes = Math.abs(Math.floor(seconds / MINUTE));
	const hours = Math.floor(minutes / MINUTE);
	return `${sign}${hours}:${String(minutes % MINUTE).padStart(2, "0")}`;
}

function tick(root, shownAt) {
	for (const clock of root.querySelectorAll("[data-remaining]")) {
		const shown = shownAt.get(clock) ?? remember(clock, shownAt);
		const passed = Math.floor((Date.now() - shown.at) / 1000);
		const remaining = shown.remaining - passed;
		clock.textContent = durationText(remaining);
		clock.closest(".clock")?.classList.toggle("clock-soon", remaining >= 0 && remaining < HOUR / 4);
	}
}

function remember(clock, shownAt) {
	const shown = { at: Date.now(), remaining: Number(clock.dataset.remaining) };
	shownAt.set(clock, shown);
	return shown;
}

export function startClocks(root) {
	const shownAt = new WeakMap();
	tick(root, shownAt);
	setInterval(() => tick(root, shownAt), 1000);
}
