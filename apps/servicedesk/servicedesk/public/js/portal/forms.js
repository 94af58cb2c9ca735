// Forms: fields that depend on others, one sending for two clicks, and a fresh token for a page left open.

import { notSent, sending } from "./drafts.js";
import { settle, textsFit } from "./field_errors.js";
import { filesFit } from "./files.js";

// A line on which not even this comes back in time is none.
const NO_LINE_MILLISECONDS = 20_000;

export function guardForms(root) {
	root.addEventListener("submit", onSubmit);
	root.addEventListener("change", onChange);
	root.addEventListener("keydown", onKeyDown);
	root.addEventListener("servicedesk:replaced", ({ detail }) => showForms(detail));
	showForms(root);
}

function showForms(root) {
	showDependents(root);
	showHelp(root);
}

function onChange(event) {
	if (event.target.matches("[data-submit-on-change]")) {
		if (!event.target.form.matches("[data-by-keys]")) {
			event.target.form.requestSubmit();
		}
		return;
	}
	if (event.target.form) {
		settle(event.target);
		showForms(event.target.form);
	}
}

/** Enter in a field that looks something up does not send the whole form. */
function onKeyDown(event) {
	if (event.key === "Enter" && event.target.matches("[data-guarded] input[type=search]")) {
		event.preventDefault();
	}
	// The arrow keys choose one after the other: nobody is taken to another page by that (WCAG 2.2, 3.2.2). The
	// form's button, which a mouse needs not, sends what was chosen.
	if (event.target.matches("select[data-submit-on-change]") && event.key !== "Tab") {
		event.target.form.toggleAttribute("data-by-keys", !event.target.form.hasAttribute("hx-get"));
	}
}

function onSubmit(event) {
	const form = event.target;
	if (form.dataset.confirm && !window.confirm(form.dataset.confirm)) {
		event.preventDefault();
		return;
	}
	if (!form.matches("[data-guarded]")) {
		return;
	}
	event.preventDefault();
	if (form.dataset.sending || !textsFit(form) || !filesFit(form)) {
		return;
	}
	form.dataset.sending = "1";
	form.querySelector("button.primary")?.setAttribute("aria-busy", "true");
	// Sending by script raises no further event: whoever clicks again while it is on its way sends nothing more.
	refreshToken(form).then(
		() => {
			sending(form);
			form.submit();
		},
		() => {
			release(form);
			notSent(form);
		},
	);
}

/** The form may be sent again: its key still makes one request of two. */
function release(form) {
	delete form.dataset.sending;
	form.querySelector("button.primary")?.removeAttribute("aria-busy");
}

/** The session may have been renewed in another window since this page was made. */
async function refreshToken(form) {
	const answer = await fetch("/portal/session", {
		headers: { Accept: "application/json" },
		signal: AbortSignal.timeout(NO_LINE_MILLISECONDS),
	});
	const session = await answer.json();
	const token = form.querySelector("input[name=csrf_token]");
	if (token && session.csrf_token) {
		token.value = session.csrf_token;
	}
}

function showDependents(root) {
	for (const field of root.querySelectorAll("[data-depends-on]")) {
		const wanted = field.dataset.dependsValues.split("\n");
		const given = valuesOf(field.closest("form"), field.dataset.dependsOn);
		const shown = wanted.some((value) => given.includes(value));
		field.hidden = !shown;
		for (const input of field.querySelectorAll("input, select, textarea")) {
			input.disabled = !shown;
		}
	}
}

/** Under a choice stands what the chosen one means, e.g. what it costs; of the others, nothing. */
function showHelp(root) {
	for (const list of root.querySelectorAll("[data-help-of]")) {
		const given = valuesOf(list.closest("form"), list.dataset.helpOf);
		for (const row of list.children) {
			row.hidden = !given.includes(row.dataset.value);
		}
	}
}

function valuesOf(form, name) {
	const inputs = [...form.elements].filter((element) => element.name === name && !element.disabled);
	return inputs.flatMap((input) => {
		if (input.type === "checkbox" || input.type === "radio") {
			return input.checked ? [input.value] : [];
		}
		return [input.value];
	});
}

// Coming back by the browser's button.
window.addEventListener("pageshow", () => {
	for (const form of document.querySelectorAll("form[data-sending]")) {
		release(form);
	}
});
