// What is typed outlives a lost line: a form that cannot be sent stays on the device until it can. Only forms that
// carry a key are kept: sent twice, they still make one. Files and secrets are not kept.

const PREFIX = "portal-draft:";
// In this tab: the draft whose form is on its way, and the page that it was sent from, without the part of it that is
// shown: a browser never tells that part to the page that follows.
const SENT = "portal-sent";
const WEEK = 7 * 24 * 3600 * 1000;
const PAUSE_MILLISECONDS = 400;
const NEVER_KEPT = ["file", "password", "submit", "button", "reset", "image"];
const KEY_BYTES = 10;
// Of forms that may have arrived although no answer came back: the key that they had, what they said under it, and the
// key for whatever else they say.
const mayHaveArrived = new WeakMap();

const reader = document.querySelector("meta[name=portal-reader]")?.content ?? "";

/** Whether a form may be kept: of somebody signed in, and with a key. */
function isKept(form) {
	return Boolean(reader) && form.matches("[data-guarded]") && Boolean(keyOf(form));
}

const keyOf = (form) => form.querySelector("input[name=key]");
const addressOf = (url) => url.split("#")[0];
const nameOf = (form) => `${PREFIX}${reader}:${new URL(form.action).pathname}`;

function entries(form) {
	return [...form.elements].filter(
		(entry) =>
			entry.name &&
			!NEVER_KEPT.includes(entry.type) &&
			(entry.type !== "hidden" || entry.name === "key"),
	);
}

const isTicked = (entry) => entry.type === "checkbox" || entry.type === "radio";

/** What a form says, by name; without its key. */
function said(form) {
	return entries(form)
		.filter((entry) => entry.name !== "key" && !entry.disabled && (!isTicked(entry) || entry.checked))
		.map((entry) => [entry.name, entry.value]);
}

/** Keep what a form holds; whether that worked: a browser may have no room, or keep nothing for anybody. */
export function keep(form) {
	if (!isKept(form)) {
		return false;
	}
	const answers = said(form);
	if (!answers.length) {
		// A page that only asks whether to send: what was typed stands on another.
		return false;
	}
	const values = [...answers, ["key", keyOf(form).value]];
	const hadFiles = [...form.querySelectorAll("input[type=file]")].some((input) => input.files.length);
	const title = document.querySelector("h1")?.textContent.trim() ?? document.title;
	const draft = { at: Date.now(), page: location.pathname + location.search, title, values, hadFiles };
	try {
		localStorage.setItem(nameOf(form), JSON.stringify(draft));
		return true;
	} catch {
		return false;
	}
}

/** A form is about to be sent: what it holds is kept until its answer is there. */
export function sending(form) {
	if (keep(form)) {
		sessionStorage.setItem(SENT, JSON.stringify({ name: nameOf(form), page: addressOf(location.href) }));
	}
}

/** A form's answer has come without the page being left: nothing has to be kept any more. */
export function sent(form) {
	localStorage.removeItem(nameOf(form));
}

/** A form could not be sent: say so beside its buttons, and offer to try again. */
export function notSent(form) {
	const kept = keep(form);
	remember(form);
	sessionStorage.removeItem(SENT);
	const notice = show("not-sent", form, form.querySelector(".buttons"));
	notice.querySelector("[data-kept]").hidden = !kept;
	notice.querySelector("[data-not-kept]").hidden = kept;
	notice.focus();
}

/** Take a notice from its template, in the place of any other of this form, and make its buttons work. */
function show(id, form, before) {
	for (const old of form.querySelectorAll(".not-sent, .kept-draft")) {
		old.remove();
	}
	const copy = document.getElementById(id).content.cloneNode(true);
	const notice = copy.firstElementChild;
	notice.querySelector("[data-send-again]").addEventListener("click", () => form.requestSubmit());
	notice.querySelector("[data-forget]")?.addEventListener("click", () => {
		localStorage.removeItem(nameOf(form));
		location.reload();
	});
	form.insertBefore(notice, before?.parentElement === form ? before : form.firstElementChild);
	return notice;
}

/** The kept drafts of this reader, by name; those of others and old ones go. */
function drafts() {
	const names = Object.keys(localStorage).filter((name) => name.startsWith(PREFIX));
	const found = new Map();
	for (const name of names) {
		const draft = read(localStorage, name);
		if (name.startsWith(`${PREFIX}${reader}:`) && draft?.at > Date.now() - WEEK) {
			found.set(name, draft);
		} else {
			localStorage.removeItem(name);
		}
	}
	return found;
}

function read(store, name) {
	try {
		return JSON.parse(store.getItem(name));
	} catch {
		return null;
	}
}

/** The answer to what was sent is this page: then nothing has to be kept any more, refused or not. */
function forgetWhatWasSent() {
	const sent = read(sessionStorage, SENT);
	sessionStorage.removeItem(SENT);
	const [arrival] = performance.getEntriesByType("navigation");
	// Going back to the form after a failure is no answer; neither is an address that somebody typed.
	if (sent && arrival?.type === "navigate" && addressOf(document.referrer) === sent.page) {
		localStorage.removeItem(sent.name);
	}
}

function putBack(form, draft) {
	const values = grouped(draft.values);
	for (const entry of entries(form)) {
		const given = values.get(entry.name) ?? [];
		if (isTicked(entry)) {
			entry.checked = given.includes(entry.value);
		} else if (given.length) {
			entry.value = given.shift();
		}
	}
	// What depends on other fields shows itself again.
	keyOf(form).dispatchEvent(new Event("change", { bubbles: true }));
	remember(form);
}

function remember(form) {
	if (isKept(form)) {
		const known = { key: keyOf(form).value, words: JSON.stringify(said(form)), other: newKey() };
		mayHaveArrived.set(form, known);
	}
}

function newKey() {
	const bytes = [...crypto.getRandomValues(new Uint8Array(KEY_BYTES))];
	return bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Other words are another message: under the old key the server would take them for the one that it may have. */
function chooseKey(form) {
	const known = mayHaveArrived.get(form);
	// Files that the server keeps with the form are kept under its key, and so nothing of it has been taken in.
	if (known && !form.querySelector(".kept-files")) {
		keyOf(form).value = JSON.stringify(said(form)) === known.words ? known.key : known.other;
	}
}

/** Values by name: of a name that stands several times, all of them. */
function grouped(pairs) {
	const groups = new Map();
	for (const [name, value] of pairs) {
		groups.set(name, [...(groups.get(name) ?? []), value]);
	}
	return groups;
}

/** Put drafts back into the forms of this page; name those of other pages. */
function bringBack(root) {
	const kept = drafts();
	for (const form of root.querySelectorAll("form[data-guarded]")) {
		const draft = isKept(form) && kept.get(nameOf(form));
		if (draft) {
			kept.delete(nameOf(form));
			putBack(form, draft);
			show("kept-draft", form).querySelector("[data-files]").hidden = !draft.hadFiles;
		}
	}
	nameOthers(root, kept);
}

function nameOthers(root, kept) {
	if (!kept.size) {
		return;
	}
	const copy = document.getElementById("kept-elsewhere").content.cloneNode(true);
	const links = [...kept.values()].map((draft) => {
		const row = document.createElement("li");
		const link = document.createElement("a");
		link.href = draft.page;
		link.textContent = draft.title;
		row.append(link);
		return row;
	});
	copy.querySelector("ul").append(...links);
	root.querySelector("main").prepend(copy);
}

/** Signing out takes everything typed with it: the next person at this device finds nothing. */
function onSubmit(event) {
	if (event.target.matches("form[action='/portal/sign-out'], form[action='/portal/profile/sessions']")) {
		for (const name of Object.keys(localStorage).filter((name) => name.startsWith(PREFIX))) {
			localStorage.removeItem(name);
		}
		sessionStorage.removeItem(SENT);
	}
}

let waiting = 0;

/** Without a line, what is typed is kept while it is typed. */
function onInput(event) {
	const form = event.target.form;
	if (form) {
		chooseKey(form);
	}
	if (form && !navigator.onLine) {
		clearTimeout(waiting);
		waiting = setTimeout(() => keep(form), PAUSE_MILLISECONDS);
	}
}

function showLine() {
	const words = document.getElementById("line-lost");
	if (words) {
		words.hidden = navigator.onLine;
	}
}

export function keepDrafts(root) {
	window.addEventListener("online", showLine);
	window.addEventListener("offline", showLine);
	showLine();
	root.addEventListener("submit", onSubmit, true);
	if (reader) {
		root.addEventListener("input", onInput);
		forgetWhatWasSent();
		bringBack(root);
	}
}
