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

function list(area, input) {
	const rows = [...input.files].map((file) => {
		const row = document.createElement("li");
		row.textContent = `${file.name} · ${(file.size / MEGABYTE).toFixed(2)} MB`;
		const largest = Number(input.dataset.largest || 0);
		row.classList.toggle("too-large", largest > 0 && file.size > largest * MEGABYTE);
		return row;
	});
	area.querySelector(".chosen").replaceChildren(...rows);
}
