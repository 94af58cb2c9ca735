// What was said: the customer's words, the desk's, and its own notes, apart by colour and by word.

import { cleaned, html, lines } from "./markup.js";

const KINDS = {
	customer: () => __("Customer"),
	desk: () => __("To the customer"),
	note: () => __("Internal note"),
};

function file_link(file) {
	// Files of the site itself; whatever else an address might be is only text.
	return file.address?.startsWith("/")
		? html`<a href="${file.address}" target="_blank" rel="noopener">${file.name}</a>`
		: html`<span>${file.name}</span>`;
}

function files_of(files) {
	return files.length
		? html`<p class="sd-files">${files.map((file) => html`${file_link(file)} `)}</p>`
		: "";
}

function when(at) {
	const exact = frappe.datetime.str_to_user(at);
	return html`<time class="text-muted" title="${exact}">${exact}</time>`;
}

function entry(row) {
	if (row.kind === "state") {
		return html`<li class="sd-entry sd-entry-state"><span>${row.who}: <b>${row.text}</b></span> ${when(row.at)}</li>`;
	}
	const split =
		row.message &&
		html`<button type="button" class="btn btn-xs btn-default sd-split" data-message="${row.message}">${__("Split off")}</button>`;
	return html`<li class="sd-entry sd-entry-${row.kind}">
		<header><span class="sd-kind">${KINDS[row.kind]()}</span> <b>${row.who}</b> ${when(row.at)} ${split}</header>
		<div class="sd-text" dir="auto">${row.html ? cleaned(row.html) : lines(row.text)}</div>
		${files_of(row.files)}
	</li>`;
}

/** The entries, the newest first. */
export function conversation_markup(conversation) {
	const older =
		conversation.older > 0 &&
		html`<p class="text-muted">${__("{0} older entries are in the history.", [conversation.older])}</p>`;
	return html`<div class="sd-conversation">
		${files_of(conversation.files)}
		<ol class="sd-entries">${conversation.entries.map(entry)}</ol>
		${older}
	</div>`;
}
