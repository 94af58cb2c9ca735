// A request's page follows what happens on it: asked for in the background, and only what has changed is put in its
// place. A part that somebody is typing in, or has opened, stays as it is until they are done with it.

import { startTicking } from "./clocks.js";

const LONGEST_NEWS = 200;

export function followRequest(root) {
	const live = root.querySelector("[data-live]");
	if (!live) {
		return;
	}
	let asking = false;
	let again = false;
	document.body.addEventListener("servicedesk:refresh", async () => {
		// What has happened since the answer that is on its way was made would be missing from it.
		again = asking;
		if (asking) {
			return;
		}
		asking = true;
		do {
			again = false;
			try {
				await look(live);
			} catch {
				// No line, or no answer in time: the next look will tell.
			}
		} while (again);
		asking = false;
		document.body.dispatchEvent(new CustomEvent("servicedesk:refreshed"));
	});
}

async function look(live) {
	const known = live.querySelector("[data-version]")?.dataset.version;
	const headers = { "HX-Request": "true", ...(known ? { "If-None-Match": `"${known}"` } : {}) };
	const answer = await fetch(live.dataset.live, { headers, cache: "no-store", redirect: "error" });
	if (answer.status !== 200) {
		return;
	}
	const page = new DOMParser().parseFromString(await answer.text(), "text/html");
	const before = entriesOf(live);
	const left = [...page.querySelectorAll("[data-part]")].filter((part) => !replaced(live, part));
	if (!left.length) {
		live.querySelector("[data-version]").dataset.version =
			page.querySelector("[data-version]").dataset.version;
	}
	startTicking(live);
	tell(live, before);
}

/** Put a part in the place of its predecessor; false where that has to wait. */
function replaced(live, part) {
	const old = live.querySelector(`[data-part="${part.dataset.part}"]`);
	if (!old || old.isEqualNode(part) || isSameKind(old, part)) {
		return true;
	}
	if (isBusy(old)) {
		return false;
	}
	const focused = old.contains(document.activeElement) ? document.activeElement : null;
	const made = document.importNode(part, true);
	old.replaceWith(made);
	if (focused) {
		const others = [...made.querySelectorAll(focused.tagName)];
		others.find((other) => other.isEqualNode(focused))?.focus({ preventScroll: true });
	}
	return true;
}

/** Forms differ by their keys alone: they give way where another form, or none, is in their place. */
function isSameKind(old, part) {
	return Boolean(part.dataset.kind) && part.dataset.kind === old.dataset.kind;
}

function isBusy(part) {
	const typed = [...part.querySelectorAll("textarea, input:not([type=hidden])")];
	return (
		Boolean(part.querySelector("details[open], [aria-busy]")) ||
		typed.includes(document.activeElement) ||
		typed.some((entry) => entry.value !== entry.defaultValue || entry.checked !== entry.defaultChecked)
	);
}

const wordsOf = (entry) => entry.textContent.replace(/\s+/g, " ").trim();

function entriesOf(live) {
	return new Set([...live.querySelectorAll(".entry")].map(wordsOf));
}

/** Say what is new to those who do not see it appear. */
function tell(live, before) {
	const news = [...live.querySelectorAll(".entry")].map(wordsOf).filter((words) => !before.has(words));
	const place = document.getElementById("live-news");
	if (news.length && place) {
		place.textContent = live.dataset.news.replace("{0}", news.join("; ").slice(0, LONGEST_NEWS));
	}
}
