// Files: chosen, dropped, or pasted as a screenshot; listed before they are sent.

const MEGABYTE = 1024 * 1024;

export function acceptFiles(root) {
	for (const area of root.querySelectorAll("[data-drop]")) {
		const input = area.querySelector("input[type=file]");
		input.addEventListener("change", () => list(area, input));
		area.addEventListener("dragover", (event) => {
			event.preventDefault();
			area.classList.add("drop-over");
		});
		area.addEventListener("dragleave", () => area.classList.remove("drop-over"));
		area.addEventListener("drop", (event) => {
			event.preventDefault();
			area.classList.remove("drop-over");
			add(area, input, [...event.dataTransfer.files]);
		});
	}
	root.addEventListener("paste", onPaste);
}

function onPaste(event) {
	const files = [...(event.clipboardData?.files ?? [])];
	if (!files.length) {
		return;
	}
	const form = event.target.closest?.("form") ?? document;
	const area = form.querySelector("[data-drop]") ?? document.querySelector("[data-drop]");
	if (area) {
		event.preventDefault();
		add(area, area.querySelector("input[type=file]"), files.map(named));
	}
}

/** A pasted picture comes without a name of its own. */
function named(file, index) {
	if (file.name && file.name !== "image.png") {
		return file;
	}
	const moment = new Date().toISOString().replace(/[-:T]/g, "").slice(0, 14);
	const extension = file.type.split("/")[1] || "png";
	return new File([file], `screenshot-${moment}-${index + 1}.${extension}`, { type: file.type });
}

function add(area, input, files) {
	const all = new DataTransfer();
	for (const file of [...input.files, ...files]) {
		all.items.add(file);
	}
	input.files = all.files;
	list(area, input);
}

/** Whether what is chosen in a form may be sent; says it by the field where it may not, before a long upload. */
export function filesFit(form) {
	const inputs = [...form.querySelectorAll("input[type=file][data-largest]")];
	return inputs.filter((input) => !fits(input)).length === 0;
}

function fits(input) {
	const text = problem(input);
	forget(input);
	if (text) {
		tell(input, text);
	}
	return !text;
}

/** What is wrong with the chosen files, in the page's language; nothing when they may be sent. */
function problem(input) {
	const most = Number(input.dataset.largest) * MEGABYTE;
	const files = [...input.files];
	const large = files.find((file) => file.size > most);
	if (large) {
		return `${large.name}: ${input.dataset.tooLarge}`;
	}
	const together = files.reduce((sum, file) => sum + file.size, 0);
	return together > most ? input.dataset.tooLargeTogether : "";
}

function tell(input, text) {
	const field = input.closest(".field");
	const message = document.createElement("p");
	message.id = `${input.id}-error`;
	message.className = "error";
	message.setAttribute("role", "alert");
	message.textContent = text;
	field.append(message);
	field.classList.add("has-error");
	input.setAttribute("aria-invalid", "true");
	describe(input, [...describedBy(input), message.id]);
	input.focus();
}

function forget(input) {
	input.closest(".field").classList.remove("has-error");
	document.getElementById(`${input.id}-error`)?.remove();
	input.removeAttribute("aria-invalid");
	describe(input, describedBy(input));
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

function list(area, input) {
	const rows = [...input.files].map((file) => {
		const row = document.createElement("li");
		row.textContent = `${file.name} · ${(file.size / MEGABYTE).toFixed(2)} MB`;
		row.classList.toggle("too-large", file.size > Number(input.dataset.largest) * MEGABYTE);
		return row;
	});
	area.querySelector(".chosen").replaceChildren(...rows);
	fits(input);
}
