// The catalogue while somebody types: what does not fit goes out of sight, arrows lead through what is left.
// Without script the same words are sent to the server, which folds them in the same way (domain/search_text.py).

const INSIDE_WORDS = /['’‘ʼʹ′`´\u00ad-]/gu;

export function filterCatalogue(root) {
	const catalogue = root.querySelector("[data-catalogue]");
	const input = catalogue?.querySelector("input[type=search]");
	if (!input) {
		return;
	}
	const letters = new Map(input.dataset.letters.split(" ").map((pair) => [pair[0], pair.slice(1)]));
	// Without words the chosen kind holds again; a page that came with words shows everything then.
	const items = [...catalogue.querySelectorAll("[data-key]")];
	const leftOut = new Set(input.value ? [] : items.filter((item) => item.hidden));
	input.addEventListener("input", () => show(catalogue, items, leftOut, wordsOf(input.value, letters)));
	catalogue.addEventListener("keydown", (event) => onKeyDown(event, catalogue, input));
}

/** The words of a text without case, accents and script. */
function wordsOf(text, letters) {
	const plain = text.normalize("NFKD").toLowerCase().replace(/\p{M}/gu, "").replace(INSIDE_WORDS, "");
	const folded = [...plain].map((sign) => letters.get(sign) ?? sign).join("");
	return folded.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
}

function show(catalogue, items, leftOut, words) {
	for (const item of items) {
		const fits = words.every((word) => item.dataset.key.includes(word));
		item.hidden = words.length ? !fits : leftOut.has(item);
	}
	for (const group of catalogue.querySelectorAll("[data-group]")) {
		group.hidden = !group.querySelector("[data-key]:not([hidden])");
	}
	const found = items.filter((item) => !item.hidden).length;
	catalogue.querySelector("[data-nothing]").hidden = found > 0;
	const status = catalogue.querySelector("[data-found]");
	status.textContent = words.length ? status.dataset.found.replace("{0}", found) : "";
}

/** Down goes into what was found, Enter opens the first of it, Escape shows everything again. */
function onKeyDown(event, catalogue, input) {
	const links = [...catalogue.querySelectorAll("[data-key]:not([hidden]) a.offering")];
	const place = links.indexOf(event.target);
	if (event.target === input) {
		onKeyInSearch(event, links, input);
	} else if (place >= 0 && event.key === "ArrowDown") {
		move(event, links[place + 1]);
	} else if (place >= 0 && event.key === "ArrowUp") {
		move(event, links[place - 1] ?? input);
	}
}

function onKeyInSearch(event, links, input) {
	if (event.key === "ArrowDown") {
		move(event, links[0]);
	} else if (event.key === "Enter" && input.value.trim() && links.length) {
		event.preventDefault();
		links[0].click();
	} else if (event.key === "Escape" && input.value) {
		event.preventDefault();
		input.value = "";
		input.dispatchEvent(new Event("input"));
	}
}

function move(event, target) {
	if (target) {
		event.preventDefault();
		target.focus();
	}
}
