/** Buttons that print the page as it stands; without script the browser's own menu does the same. */
export function offerPrinting(root) {
	for (const button of root.querySelectorAll("[data-print]")) {
		button.hidden = false;
		button.addEventListener("click", () => window.print());
	}
}
