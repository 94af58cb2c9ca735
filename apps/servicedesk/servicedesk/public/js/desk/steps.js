// Steps of the workflow as buttons: a step that demands words asks for them first.

import { act } from "./calls.js";

const DEMANDS = {
	Message: { argument: "message", label: () => __("Message to the customer") },
	Resolution: { argument: "resolution", label: () => __("What was done") },
	"Reason for Waiting": { argument: "waiting_reason", label: () => __("What is being waited for") },
	Workaround: {
		argument: "workaround",
		label: () => __("How the customer can work until the final solution"),
	},
};

/** Take the step, after its dialog if it demands words; `done(state)` once the server has taken it. */
export function take_step({ number, step, doc = {}, done }) {
	const demand = DEMANDS[step.demands];
	if (!demand) {
		return act("take_step", { number, action: step.action }).then(done, () => {});
	}
	return ask_words(step, demand, doc, (words) =>
		act("take_step", { number, action: step.action, [demand.argument]: words }).then(done),
	);
}

/** What was typed stays in the dialog until the server has taken it. */
export function ask_words(step, demand, doc, send) {
	const dialog = new frappe.ui.Dialog({
		// A dialog that still fades in does not hear that it is to close.
		animate: false,
		title: __(step.action),
		fields: [
			{
				fieldname: "words",
				fieldtype: "Small Text",
				label: demand.label(),
				default: demand.argument === "message" ? "" : unshield(doc[demand.argument] || ""),
				reqd: 1,
			},
		],
		primary_action_label: __(step.action),
		primary_action({ words }) {
			dialog.disable_primary_action();
			send(words)
				.then(() => dialog.hide())
				.catch(() => {})
				.finally(() => dialog.enable_primary_action());
		},
	});
	dialog.show();
	return dialog;
}

export function demand_of(step) {
	return DEMANDS[step.demands];
}

/** Stored texts keep their angle brackets as entities; people edit what they see. */
function unshield(text) {
	return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">");
}
