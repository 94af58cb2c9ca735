// While a form is filled in, the server keeps what is typed: on another device, or after the session has ended, it is
// still there. Files are kept by the server when the form is sent. Without a line, drafts.js keeps it on the device.

const PAUSE_MILLISECONDS = 1500;
// What a browser still sends while the page is being closed.
const MOST_WHEN_LEAVING = 60_000;

export function autosave(root) {
	watchAll(root);
	root.addEventListener("servicedesk:replaced", ({ detail }) => watchAll(detail));
}

function watchAll(root) {
	for (const form of root.querySelectorAll("form[data-autosave]")) {
		watch(form);
	}
}

function watch(form) {
	const state = { timer: 0, unsaved: false };
	const later = (event) => {
		// Choosing what the form is about fills in fields by itself; only what a person does is worth keeping.
		if (!event.isTrusted) {
			return;
		}
		state.unsaved = true;
		clearTimeout(state.timer);
		state.timer = setTimeout(() => save(form, state), PAUSE_MILLISECONDS);
	};
	form.addEventListener("input", later);
	form.addEventListener("change", later);
	document.addEventListener("visibilitychange", () => {
		if (document.hidden && state.unsaved) {
			clearTimeout(state.timer);
			save(form, state, true);
		}
	});
}

async function save(form, state, leaving = false) {
	// What is on its way needs no draft: it would be one of a request that has been sent.
	if (form.dataset.sending || !navigator.onLine) {
		return;
	}
	const body = new URLSearchParams(texts(form));
	if (leaving && body.toString().length > MOST_WHEN_LEAVING) {
		return;
	}
	state.unsaved = false;
	try {
		const answer = await fetch(form.dataset.autosave, { method: "POST", body, keepalive: leaving });
		if (answer.ok && !answer.redirected) {
			show(form, await answer.text());
		}
	} catch {
		state.unsaved = true;
	}
}

function texts(form) {
	return [...new FormData(form)].filter(([, value]) => typeof value === "string");
}

/** The answer is one line of plain text, in the reader's language. */
function show(form, html) {
	const note = form.querySelector("[data-draft-note]");
	const read = new DOMParser().parseFromString(html, "text/html");
	if (note) {
		note.textContent = read.body.textContent.trim();
	}
}
