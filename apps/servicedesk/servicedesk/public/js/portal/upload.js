// A form with files is sent in the background: with progress, and with the files still chosen when it is refused or
// the line is lost. Without files, or without script, the browser sends it as it sends any form.

import htmx from "htmx.org";
import { notSent, sent } from "./drafts.js";
import { forget, tell, textsFit } from "./field_errors.js";
import { filesFit, showFiles } from "./files.js";

const REFUSED = 400;
const TOO_LARGE = 413;
const BROKEN = 500;
const TOKEN_MILLISECONDS = 20_000;
// Nothing sent and nothing heard for so long: the line is dead, although nothing says so.
const STALLED_MILLISECONDS = 60_000;

export function uploadInBackground(root) {
	root.addEventListener("submit", onSubmit, true);
}

const hasFiles = (form) => [...form.querySelectorAll("input[type=file]")].some((input) => input.files.length);

function onSubmit(event) {
	const form = event.target;
	if (!form.matches("form[data-upload]") || event.submitter?.name === "preview") {
		return;
	}
	if (!textsFit(form)) {
		stop(event);
	} else if (hasFiles(form)) {
		stop(event);
		if (!form.dataset.sending && filesFit(form)) {
			begin(form);
		}
	}
}

function stop(event) {
	event.preventDefault();
	event.stopImmediatePropagation();
}

async function begin(form) {
	form.dataset.sending = "1";
	form.querySelector("button.primary")?.setAttribute("aria-busy", "true");
	try {
		await refreshToken(form);
		send(form);
	} catch {
		lost(form);
	}
}

/** The session may have been renewed in another window since this page was made. */
async function refreshToken(form) {
	const signal = AbortSignal.timeout(TOKEN_MILLISECONDS);
	const answer = await fetch("/portal/session", { headers: { Accept: "application/json" }, signal });
	const session = await answer.json();
	if (session.csrf_token) {
		form.querySelector("input[name=csrf_token]").value = session.csrf_token;
	}
}

function send(form) {
	const request = new XMLHttpRequest();
	const bar = progressBar(form);
	let stalled = 0;
	const moved = () => {
		clearTimeout(stalled);
		stalled = setTimeout(() => request.abort(), STALLED_MILLISECONDS);
	};
	request.open("POST", form.action);
	request.upload.addEventListener("progress", (event) => {
		moved();
		if (event.lengthComputable) {
			bar.value = event.loaded / event.total;
		}
	});
	request.addEventListener("loadend", () => clearTimeout(stalled));
	request.addEventListener("error", () => lost(form));
	request.addEventListener("abort", () => lost(form));
	request.addEventListener("load", () => answered(form, request));
	request.send(new FormData(form));
	moved();
}

function progressBar(form) {
	form.querySelector(".upload-progress")?.remove();
	const bar = document.createElement("progress");
	bar.className = "upload-progress";
	bar.max = 1;
	bar.value = 0;
	bar.setAttribute("aria-label", form.querySelector("[data-sending-words]")?.dataset.sendingWords ?? "");
	form.querySelector("[data-drop]").append(bar);
	return bar;
}

function free(form) {
	delete form.dataset.sending;
	form.querySelector("button.primary")?.removeAttribute("aria-busy");
	form.querySelector(".upload-progress")?.remove();
}

function lost(form) {
	free(form);
	notSent(form);
}

function answered(form, request) {
	free(form);
	if (request.status < REFUSED) {
		sent(form);
		// The address may differ from this page's by its end alone, which would load nothing.
		location.assign(request.responseURL.split("#")[0]);
		return;
	}
	if (request.status === TOO_LARGE) {
		tellTooLarge(form);
		return;
	}
	const page = new DOMParser().parseFromString(request.responseText, "text/html");
	if (request.status >= BROKEN || !page.querySelector("main")) {
		// Nothing of use has come back: what is here stays, to be sent again.
		lost(form);
		return;
	}
	sent(form);
	show(form, page);
}

function tellTooLarge(form) {
	const input = form.querySelector("input[type=file]");
	forget(input);
	tell(input, input.dataset.tooLargeTogether);
}

/** What is wrong stands by the fields, as on the page that came back; the files that were chosen stay chosen. */
function show(form, page) {
	const fresh = form.id && page.getElementById(form.id);
	const old = fresh ? form : document.querySelector("main");
	const made = document.importNode(fresh || page.querySelector("main"), true);
	chooseAgain(form, made);
	old.replaceWith(made);
	if (fresh) {
		showAlert(page);
	} else {
		document.title = page.title;
		htmx.process(made);
		document.dispatchEvent(new CustomEvent("servicedesk:replaced", { detail: made }));
	}
	document.querySelector("[data-focus]")?.focus();
}

/** The files stay chosen, but for those that the server has kept. */
function chooseAgain(form, made) {
	if (made.querySelector(".kept-files")) {
		return;
	}
	for (const input of form.querySelectorAll("input[type=file]")) {
		const other = made.querySelector(`#${CSS.escape(input.id)}`);
		if (other) {
			other.files = input.files;
			showFiles(other);
		}
	}
	for (const words of made.querySelectorAll("[data-choose-again]")) {
		words.remove();
	}
}

function showAlert(page) {
	const alert = page.querySelector("[data-focus]");
	document.querySelector("main > [data-focus]")?.remove();
	if (alert) {
		const place = document.querySelector("main .crumbs");
		place?.after(document.importNode(alert, true));
	}
}
