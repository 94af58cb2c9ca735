// Files: chosen, dropped, or pasted as a screenshot; listed with a small picture, and taken back, before they are sent.

import { forget, tell } from "./field_errors.js";
import { drawSmall } from "./small_picture.js";

const MEGABYTE = 1024 * 1024;

const inputOf = (area) => area.querySelector("input[type=file]");
const areaOf = (target) => target.closest?.("[data-drop]");

export function acceptFiles(root) {
	root.addEventListener("change", (event) => {
		if (event.target.matches?.("[data-drop] input[type=file]")) {
			listFiles(event.target);
		}
	});
	root.addEventListener("click", onClick);
	root.addEventListener("dragover", (event) => onDrag(event, true));
	root.addEventListener("dragleave", (event) => onDrag(event, false));
	root.addEventListener("drop", onDrop);
	root.addEventListener("paste", onPaste);
}

function onDrag(event, over) {
	const area = areaOf(event.target);
	if (area) {
		event.preventDefault();
		area.classList.toggle("drop-over", over);
	}
}

function onDrop(event) {
	const area = areaOf(event.target);
	if (area) {
		event.preventDefault();
		area.classList.remove("drop-over");
		add(inputOf(area), [...event.dataTransfer.files]);
	}
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
		add(inputOf(area), files.map(named));
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

function onClick(event) {
	const button = event.target.closest?.(".chosen [data-position]");
	if (button) {
		const input = inputOf(areaOf(button));
		const position = Number(button.dataset.position);
		put(
			input,
			[...input.files].filter((_file, place) => place !== position),
		);
		// The button is gone; whoever works with the keyboard goes on where it was.
		const buttons = areaOf(input).querySelectorAll(".chosen button");
		(buttons[Math.min(position, buttons.length - 1)] ?? input).focus();
	}
}

function add(input, files) {
	put(input, [...input.files, ...files]);
}

function put(input, files) {
	const all = new DataTransfer();
	for (const file of files) {
		all.items.add(file);
	}
	input.files = all.files;
	listFiles(input);
	input.dispatchEvent(new Event("input", { bubbles: true }));
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
	if (files.length > Number(input.dataset.most || Number.POSITIVE_INFINITY)) {
		return input.dataset.tooMany;
	}
	const large = files.find((file) => file.size > most);
	if (large) {
		return `${large.name}: ${input.dataset.tooLarge}`;
	}
	const together = files.reduce((sum, file) => sum + file.size, 0);
	return together > most ? input.dataset.tooLargeTogether : "";
}

/** Show what is chosen in an input, and say what is wrong with it. */
function listFiles(input) {
	showFiles(input);
	fits(input);
}

/** Show what is chosen; what is said of it stays. */
export function showFiles(input) {
	const rows = [...input.files].map((file, position) => rowOf(input, file, position));
	areaOf(input)
		.querySelector(".chosen")
		.replaceChildren(...rows);
}

function rowOf(input, file, position) {
	const row = document.createElement("li");
	const words = document.createElement("span");
	words.dir = "auto";
	words.textContent = `${file.name} · ${sizeOf(file)}`;
	row.append(words);
	row.classList.toggle("too-large", file.size > Number(input.dataset.largest) * MEGABYTE);
	if (input.dataset.remove) {
		row.append(removal(input.dataset.remove.replace("{0}", file.name), position));
	}
	drawSmall(file).then((picture) => picture && row.prepend(picture));
	return row;
}

function removal(label, position) {
	const button = document.createElement("button");
	button.type = "button";
	button.className = "small";
	button.textContent = "×";
	button.dataset.position = position;
	button.setAttribute("aria-label", label);
	button.title = label;
	return button;
}

function sizeOf(file) {
	const small = file.size < MEGABYTE / 10;
	return small ? `${Math.ceil(file.size / 1024)} KB` : `${(file.size / MEGABYTE).toFixed(1)} MB`;
}
