// Files that come with a call: chosen, dropped or pasted, listed before they are sent, each to be taken out again.

import { mark, unmark } from "./field_errors.js";
import { html, put } from "./markup.js";

const MEGABYTE = 1024 * 1024;
// Where the type's form asks for no file, they are attached all the same.
const BESIDE = { name: "attachments", label: "Files", mandatory: false };

export class CallFiles {
	/** `rules`: the portal's, what is accepted and how many megabytes together. */
	constructor(root, rules) {
		Object.assign(this, { root, rules, chosen: [] });
		this.ask([]);
	}

	/** The form's questions for files; what was chosen already goes with the first of them. */
	ask(questions) {
		const asked = questions.filter(({ kind }) => kind === "file");
		this.fields = asked.length ? asked : [BESIDE];
		const names = this.fields.map(({ name }) => name);
		for (const entry of this.chosen) {
			entry.field = names.includes(entry.field) ? entry.field : names[0];
		}
		put(this.root, html`${this.fields.map((field) => this.area(field))}`);
		for (const area of this.root.children) {
			this.listen(area);
		}
		this.show();
	}

	area({ name, label, mandatory }) {
		const id = `sd-file-${name}`;
		const star = mandatory && html` <span class="sd-star" aria-hidden="true">*</span>`;
		const hint = __("Drop files here, or paste a screenshot. At most {0} MB each.", [
			this.rules.largest_megabytes,
		]);
		return html`<div class="sd-drop" data-file-field="${name}">
			<label class="btn btn-xs btn-default" for="${id}">${__("Choose files")}</label>
			<input class="sr-only" id="${id}" type="file" multiple accept="${this.rules.accept}" aria-label="${__(label)}">
			<span>${__(label)}${star}</span> <small class="text-muted">${hint}</small>
			<ul class="sd-chosen" aria-live="polite"></ul></div>`;
	}

	listen(area) {
		const field = area.dataset.fileField;
		const input = area.querySelector("input");
		input.addEventListener("change", () => {
			this.add(field, [...input.files]);
			input.value = "";
		});
		area.addEventListener("dragover", (event) => {
			event.preventDefault();
			area.classList.add("sd-drop-over");
		});
		area.addEventListener("dragleave", () => area.classList.remove("sd-drop-over"));
		area.addEventListener("drop", (event) => {
			event.preventDefault();
			area.classList.remove("sd-drop-over");
			this.add(field, [...event.dataTransfer.files]);
		});
	}

	/** A screenshot pasted anywhere in the dialog. */
	paste(event) {
		const files = [...(event.clipboardData?.files ?? [])];
		if (files.length) {
			event.preventDefault();
			this.add(this.fields[0].name, files.map(named));
		}
	}

	add(field, files) {
		this.chosen.push(...files.map((file) => ({ field, file })));
		this.show();
	}

	show() {
		for (const area of this.root.children) {
			const own = this.chosen.filter(({ field }) => field === area.dataset.fileField);
			const rows = own.map(
				({ file }) =>
					html`<li>${file.name} · ${(file.size / MEGABYTE).toFixed(2)} MB
						<button type="button" class="btn btn-xs" aria-label="${__("Remove")}: ${file.name}">×</button></li>`,
			);
			put(area.querySelector("ul"), html`${rows}`);
			for (const [place, button] of [...area.querySelectorAll("ul button")].entries()) {
				button.addEventListener("click", () => {
					this.chosen = this.chosen.filter((entry) => entry !== own[place]);
					this.show();
				});
			}
		}
		this.fit();
	}

	/** Whether what was chosen may be sent; says it by the field where not, before a long upload. */
	fit() {
		unmark(this.root);
		const most = this.rules.largest_megabytes * MEGABYTE;
		const words = `${this.rules.largest_megabytes} MB`;
		const large = this.chosen.find(({ file }) => file.size > most);
		const together = this.chosen.reduce((sum, { file }) => sum + file.size, 0);
		if (large) {
			this.mark(
				large.field,
				`${large.file.name}: ${__("The file is too large. At most {0}.", [words])}`,
			);
		} else if (together > most) {
			const sentence = __("The files are too large. Together they may have at most {0}.", [words]);
			this.mark(this.chosen[0].field, sentence);
		}
		return together <= most;
	}

	/** Put a sentence by a field for files; false when it is none of them. */
	mark(name, sentence) {
		const place = [...this.root.children].find(({ dataset }) => dataset.fileField === name);
		if (place) {
			mark(place, sentence);
		}
		return Boolean(place);
	}
}

/** A pasted picture comes without a name of its own. */
function named(file, place) {
	if (file.name && file.name !== "image.png") {
		return file;
	}
	const moment = new Date().toISOString().replace(/[-:T]/g, "").slice(0, 14);
	const extension = file.type.split("/")[1] || "png";
	return new File([file], `screenshot-${moment}-${place + 1}.${extension}`, { type: file.type });
}
