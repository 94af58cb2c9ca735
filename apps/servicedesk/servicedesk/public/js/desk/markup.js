// Markup out of values: whatever is put into it is escaped, so that nobody's words ever become HTML.

const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

class Markup {
	constructor(text) {
		this.text = text;
	}

	toString() {
		return this.text;
	}
}

function text_of(value) {
	if (value instanceof Markup) {
		return value.text;
	}
	if (Array.isArray(value)) {
		return value.map(text_of).join("");
	}
	if (value === null || value === undefined || value === false) {
		return "";
	}
	return String(value).replace(/[&<>"']/g, (letter) => ENTITIES[letter]);
}

/** A template's tag: html`<p>${words}</p>`. Markup in markup stays markup, everything else is text. */
export function html(strings, ...values) {
	return new Markup(strings.reduce((text, part, place) => text + text_of(values[place - 1]) + part));
}

/** HTML of a message, which the server has written anew out of a few plain tags (domain/mail_html.py). */
export function cleaned(text) {
	return new Markup(String(text));
}

/** The nodes of markup that `html` has made; text alone is refused, whoever wrote it. */
export function nodes_of(markup) {
	if (!(markup instanceof Markup)) {
		throw new TypeError("Only what html`…` has made becomes markup");
	}
	const template = document.createElement("template");
	// The one place where text becomes markup: every value in it has been escaped above.
	template.innerHTML = markup.text; // nosemgrep: markup-from-values - made of escaped values only
	return template.content;
}

/** Put markup into an element, in place of what was there. */
export function put(element, markup) {
	element.replaceChildren(nodes_of(markup));
}

/** Lines of a text, each in a line of its own. */
export function lines(text) {
	const parts = String(text || "").split("\n");
	return parts.map((part, place) => (place ? html`<br>${part}` : html`${part}`));
}

/** A link to a record of the desk. */
export function record_link(doctype, name, words) {
	const address = `/app/${frappe.router.slug(doctype)}/${encodeURIComponent(name)}`;
	return html`<a href="${address}">${words || name}</a>`;
}

/** A link that dials, on machines that can. */
export function phone_link(number) {
	return number ? html`<a href="tel:${number.replace(/[^\d+]/g, "")}">${number}</a>` : "";
}
