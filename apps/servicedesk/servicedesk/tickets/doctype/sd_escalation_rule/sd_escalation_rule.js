// The rule's form says in words what the rule does, as it is typed, and offers what the workflow has.

const MOMENTS = {
	"Percent of the Target": (clock, doc) =>
		__("When {0} % of the time of the clock “{1}” has passed", [doc.percent || 0, clock]),
	"Minutes before Due": (clock, doc) =>
		__("{0} working minutes before the clock “{1}” is due", [doc.minutes || 0, clock]),
	"Minutes after Due": (clock, doc) =>
		cint(doc.minutes)
			? __("{0} working minutes after the clock “{1}” was due", [doc.minutes, clock])
			: __("As soon as the clock “{0}” is breached", [clock]),
};
const WHOM = {
	Agent: __("tell the agent"),
	Team: __("tell the ticket's team"),
	Supervisors: __("tell the supervisors"),
	"Account Manager": __("tell the customer's account manager"),
	Requester: __("tell the requester"),
};
const ACTIONS = {
	Notify: (row) => WHOM[row.whom] || __("tell {0}", [row.person || row.address || "…"]),
	"Raise Priority": () => __("raise the priority by one level"),
	"Hand On": (row) =>
		row.team
			? __("hand the ticket on to {0}", [row.team])
			: __("hand the ticket on to the team's next line"),
	"Field Visit": (row) =>
		__("plan a field visit in {0} hours by {1}", [
			row.visit_after || 0,
			row.person || __("the ticket's agent"),
		]),
	Assign: (row) =>
		row.team ? __("assign it within {0}", [row.team]) : __("assign it within the ticket's team"),
	"Take Step": (row) => __("take the step “{0}”", [__(row.step || "…")]),
	"Remind Customer": () => __("remind the customer, unless they have answered"),
};
const CONDITIONS = ["priority", "team", "request_type", "customer", "category", "sla"];
const ACTION_FIELDS = ["action", "whom", "person", "address", "team", "step", "visit_after"];
const FIELDS = [
	...["enabled", "counts", "clock_kind", "workflow_state", "state_category", "moment", "percent"],
	...["minutes", "after", "after_unit", "repeat_every", "at_most", "condition", ...CONDITIONS],
];

frappe.ui.form.on("SD Escalation Rule", {
	setup(frm) {
		frm.set_query("team", () => ({ filters: { disabled: 0 } }));
		frm.set_query("team", "actions", () => ({ filters: { disabled: 0 } }));
		frm.set_query("person", "actions", () => ({ filters: { enabled: 1, user_type: "System User" } }));
		frappe.model.with_doctype("SD Ticket", () => offer_workflow(frm));
	},

	refresh(frm) {
		tell(frm);
		if (!frm.is_new()) {
			frm.add_custom_button(__("What It Did"), () =>
				frappe.set_route("List", "SD Escalation Entry", { rule: frm.doc.name }),
			);
		}
	},

	actions_remove: tell,
	...Object.fromEntries(FIELDS.map((field) => [field, tell])),
});

frappe.ui.form.on("SD Escalation Action", Object.fromEntries(ACTION_FIELDS.map((field) => [field, tell])));

// States and steps that the active workflow has; any, where none is active.
function offer_workflow(frm) {
	frappe.workflow.setup("SD Ticket");
	const workflow = frappe.workflow.workflows["SD Ticket"];
	if (!workflow) {
		return;
	}
	const states = workflow.states.map((row) => row.state);
	const steps = workflow.transitions.map((row) => row.action);
	frm.set_query("workflow_state", () => ({ filters: { name: ["in", states] } }));
	frm.set_query("step", "actions", () => ({ filters: { name: ["in", steps] } }));
}

function tell(frm) {
	const words = document.createElement("p");
	words.className = "text-muted";
	words.textContent = sentence(frm.doc);
	const place = frm.get_field("in_words").$wrapper.get(0);
	place.replaceChildren(words);
}

function sentence(doc) {
	if (
		!doc.counts ||
		(doc.counts === "Clock" ? !doc.clock_kind : !doc.workflow_state && !doc.state_category)
	) {
		return __("Choose what the rule counts; here it says in words what the rule does.");
	}
	const told = __("{0}: {1}.", [when(doc), actions(doc)]);
	return [doc.enabled ? "" : __("Not in force."), told, which(doc), again(doc)].filter(Boolean).join(" ");
}

function when(doc) {
	if (doc.counts === "Clock") {
		return MOMENTS[doc.moment](__(doc.clock_kind), doc);
	}
	const span = `${doc.after || 0} ${__(doc.after_unit).toLocaleLowerCase()}`;
	return doc.workflow_state
		? __("When a ticket has been in the state “{0}” for {1}", [__(doc.workflow_state), span])
		: __("When a ticket has been in a state that means “{0}” for {1}", [__(doc.state_category), span]);
}

function actions(doc) {
	const told = (doc.actions || []).map((row) => (ACTIONS[row.action] || (() => "…"))(row));
	return told.join("; ") || "…";
}

function which(doc) {
	const told = CONDITIONS.filter((field) => doc[field]).map(
		(field) => `${__(frappe.meta.get_label(doc.doctype, field))} ${__(doc[field])}`,
	);
	if (doc.condition) {
		told.push(doc.condition);
	}
	return told.length ? __("Only for tickets with: {0}.", [told.join(", ")]) : "";
}

function again(doc) {
	if (!cint(doc.repeat_every)) {
		return "";
	}
	const unit = doc.counts === "Clock" ? __("working minutes") : __(doc.after_unit).toLocaleLowerCase();
	return __("Again every {0} {1}, at most {2} times in all.", [doc.repeat_every, unit, doc.at_most || 1]);
}
