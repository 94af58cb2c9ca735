// A choice whose options another answer decides: shows those of the answer, and nothing where there are none.

// Without script all groups stand in the list; they are kept here, as browsers do not hide groups reliably.
const GROUPS = new WeakMap();

export function offerByAnswers(root) {
	offerAll(root);
	root.addEventListener("servicedesk:replaced", ({ detail }) => offerAll(detail));
	root.addEventListener("change", ({ target }) => target.form && offerAll(target.form));
}

function offerAll(root) {
	for (const select of root.querySelectorAll("select[data-options-of]")) {
		const before = select.value;
		offer(select);
		if (select.value !== before) {
			// What hangs on this one's answer follows.
			select.dispatchEvent(new Event("change", { bubbles: true }));
		}
	}
}

function offer(select) {
	if (!GROUPS.has(select)) {
		GROUPS.set(select, [...select.querySelectorAll("optgroup")]);
	}
	const deciding = select.form?.elements[select.dataset.optionsOf];
	const answer = deciding && !deciding.disabled ? deciding.value : "";
	const group = GROUPS.get(select).find(({ dataset }) => dataset.answer === answer);
	const chosen = select.value;
	const offered = [...(group?.children ?? [])].map((option) => option.cloneNode(true));
	select.replaceChildren(select.options[0], ...offered);
	select.value = offered.some(({ value }) => value === chosen) ? chosen : "";
	const field = select.closest(".field");
	// A field that also depends on another answer was shown or hidden by forms.js just before.
	const isShown = Boolean(group) && !(field.dataset.dependsOn && field.hidden);
	field.hidden = !isShown;
	select.disabled = !isShown;
}
