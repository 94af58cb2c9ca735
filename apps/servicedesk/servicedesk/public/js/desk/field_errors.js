// What is wrong with a field, beside it: seen, and read out by a screen reader.

const LINE = "sd-field-error";
let marks = 0;

/** Put a sentence into the field's place; its first input is told where the sentence stands. */
export function mark(place, sentence) {
	const line = document.createElement("p");
	marks += 1;
	line.id = `${LINE}-${marks}`;
	line.className = LINE;
	line.setAttribute("role", "alert");
	line.textContent = sentence;
	place.append(line);
	const input = place.querySelector("input, select, textarea");
	input?.setAttribute("aria-invalid", "true");
	input?.setAttribute("aria-errormessage", line.id);
}

/** Forget what was wrong below `root`. */
export function unmark(root) {
	for (const line of root.querySelectorAll(`.${LINE}`)) {
		line.remove();
	}
	for (const input of root.querySelectorAll("[aria-errormessage]")) {
		input.removeAttribute("aria-invalid");
		input.removeAttribute("aria-errormessage");
	}
}

/** The first input that something is wrong with. */
export function first_marked(root) {
	return root.querySelector("[aria-errormessage]");
}
