// What is wrong with a field, said by it as the server says it, where a screen reader finds it.

export function tell(input, text) {
	const field = input.closest(".field");
	const message = document.createElement("p");
	message.id = `${input.id}-error`;
	message.className = "error";
	message.setAttribute("role", "alert");
	message.textContent = text;
	field.append(message);
	field.classList.remove("mended");
	field.classList.add("has-error");
	input.setAttribute("aria-invalid", "true");
	describe(input, [...describedBy(input), message.id]);
	input.focus();
}

export function forget(input) {
	input.closest(".field").classList.remove("has-error");
	document.getElementById(`${input.id}-error`)?.remove();
	input.removeAttribute("aria-invalid");
	describe(input, describedBy(input));
}

/** A field that was refused and is filled in anew: what was said of it goes, its place stays, so that nothing moves. */
export function settle(input) {
	const field = input.closest(".has-error");
	if (field && input.type !== "file") {
		field.classList.replace("has-error", "mended");
		const marked = input.closest("[aria-invalid]") ?? field.querySelector("[aria-invalid]");
		marked?.removeAttribute("aria-invalid");
		const described = marked ?? input;
		const ids = (described.getAttribute("aria-describedby") ?? "").split(/\s+/);
		describe(
			described,
			ids.filter((id) => id && !id.endsWith("-error")),
		);
	}
}

/**
 * What a browser would cut off or drop in silence stays where it was typed: texts that are too long, and what is no
 * number, date or time, of which the browser sends nothing. Whether there are none.
 */
export function textsFit(form) {
	const faulty = [...form.querySelectorAll("[data-longest], [data-unreadable]")].filter((input) => {
		const text = faultOf(input);
		forget(input);
		if (text) {
			tell(input, text);
		}
		return text;
	});
	faulty[0]?.focus();
	return !faulty.length;
}

function faultOf(input) {
	if (input.validity.badInput) {
		return input.dataset.unreadable;
	}
	// Signs are counted as the server counts them.
	return [...input.value].length > Number(input.dataset.longest) ? input.dataset.tooLong : "";
}

function describe(input, ids) {
	if (ids.length) {
		input.setAttribute("aria-describedby", ids.join(" "));
	} else {
		input.removeAttribute("aria-describedby");
	}
}

/** What describes the field besides its error. */
function describedBy(input) {
	const ids = (input.getAttribute("aria-describedby") ?? "").split(/\s+/);
	return ids.filter((id) => id && id !== `${input.id}-error`);
}
