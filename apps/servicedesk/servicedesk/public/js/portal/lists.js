// Lists that are filtered in place: their address says only what was chosen.

/** Filters that were left empty are not asked for. */
export function tidyAddresses(root) {
	root.addEventListener("htmx:configRequest", (event) => {
		if (!event.target.matches(".list-filters")) {
			return;
		}
		const asked = event.detail.formData;
		for (const name of [...asked.keys()]) {
			if (!asked.get(name)) {
				asked.delete(name);
			}
		}
	});
}
