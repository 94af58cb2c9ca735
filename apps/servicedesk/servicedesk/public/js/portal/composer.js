// The comment's toolbar and its preview: marks around what is chosen, and a look at what it will be.

export function helpWriting(root) {
	root.addEventListener("click", onClick);
	root.addEventListener("submit", onSubmit, true);
	root.addEventListener("input", onInput);
}

function onClick(event) {
	const tool = event.target.closest?.("[data-toolbar] button");
	if (!tool) {
		return;
	}
	const area = document.getElementById(tool.closest("[data-toolbar]").dataset.toolbar);
	write(area, tool.dataset);
	const formatted = area.form.elements.formatted;
	if (formatted) {
		formatted.checked = true;
	}
}

function write(area, { mark, line, link }) {
	const { selectionStart: start, selectionEnd: end, value } = area;
	const chosen = value.slice(start, end);
	if (mark) {
		put(area, start, end, `${mark}${chosen}${mark}`, mark.length, chosen.length);
	} else if (line) {
		const from = value.lastIndexOf("\n", start - 1) + 1;
		const lines = value.slice(from, end).split("\n");
		put(area, from, end, lines.map((words) => `${line}${words}`).join("\n"));
	} else {
		const words = chosen || link;
		put(area, start, end, `[${words}](https://)`, 1, words.length);
	}
}

/** Write over a stretch so that the browser can undo it; choose what has to be typed next. */
function put(area, from, to, text, skip = text.length, length = 0) {
	area.focus();
	area.setSelectionRange(from, to);
	if (!document.execCommand?.("insertText", false, text)) {
		area.setRangeText(text, from, to);
		area.dispatchEvent(new Event("input", { bubbles: true }));
	}
	area.setSelectionRange(from + skip, from + skip + length);
}

/** The preview comes into the page; without a line there is none, and the form is not sent either. */
async function onSubmit(event) {
	if (event.submitter?.name !== "preview") {
		return;
	}
	event.preventDefault();
	event.stopImmediatePropagation();
	const form = event.target;
	const given = new FormData(form, event.submitter);
	for (const input of form.querySelectorAll("input[type=file]")) {
		given.delete(input.name);
	}
	try {
		const answer = await fetch(form.action, { method: "POST", body: given });
		const page = new DOMParser().parseFromString(await answer.text(), "text/html");
		const made = page.getElementById("preview");
		if (answer.ok && made) {
			const shown = document.importNode(made, true);
			document.getElementById("preview").replaceWith(shown);
			shown.focus();
		}
	} catch {
		// The page stays as it is.
	}
}

/** A preview of other words than these misleads. */
function onInput(event) {
	if (event.target.id === "message" || event.target.name === "formatted") {
		const preview = document.getElementById("preview");
		if (preview) {
			preview.hidden = true;
		}
	}
}
