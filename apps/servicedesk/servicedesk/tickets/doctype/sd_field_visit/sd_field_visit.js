// The visit's form: what the ticket knows is filled in, a clash shows before saving, and each end asks for its result.

const METHODS = "servicedesk.api.agent.visits";
const NEXT = {
	Planned: ["On the Way", "Done", "Nobody There", "Cancelled"],
	"On the Way": ["Done", "Nobody There", "Cancelled"],
};
const STEPS = {
	"On the Way": __("On the Way"),
	Done: __("Done"),
	"Nobody There": __("Nobody There"),
	Cancelled: __("Cancel the Visit"),
};
const SUPERVISORS = ["Service Desk Supervisor", "Service Desk Administrator", "System Manager"];

frappe.ui.form.on("SD Field Visit", {
	setup(frm) {
		frm.set_query("site", () => ({ filters: { customer: frm.doc.customer || "" } }));
		frm.set_query("specialist", () => ({ filters: { enabled: 1, user_type: "System User" } }));
		frm.set_query("team", () => ({ filters: { disabled: 0 } }));
	},

	refresh(frm) {
		const open = frm.is_new() || Boolean(NEXT[frm.doc.visit_state]);
		frm.toggle_display(
			"despite_clash",
			SUPERVISORS.some((role) => frappe.user.has_role(role)),
		);
		frm.toggle_display(["section_result", "result", "result_shown", "ended_at"], !open);
		if (!open) {
			frm.disable_form();
		}
		if (frm.is_new()) {
			fill_in(frm);
			return;
		}
		frm.add_custom_button(__("Open the Ticket"), () =>
			frappe.set_route("Form", "SD Ticket", frm.doc.ticket),
		);
		for (const state of NEXT[frm.doc.visit_state] || []) {
			frm.add_custom_button(STEPS[state], () => step(frm, state), __("Visit"));
		}
	},

	ticket: fill_in,
	starts_at(frm) {
		if (frm.doc.starts_at && !frm.doc.ends_at) {
			frm.set_value(
				"ends_at",
				frappe.datetime.get_datetime_as_string(moment(frm.doc.starts_at).add(1, "hour")),
			);
		}
		warn(frm);
	},
	ends_at: warn,
	specialist: warn,
});

// What somebody has typed already stays.
function fill_in(frm) {
	if (!frm.is_new() || !frm.doc.ticket || frm.filled_from === frm.doc.ticket) {
		return;
	}
	frm.filled_from = frm.doc.ticket;
	frappe
		.call({ method: `${METHODS}.visit_draft`, args: { number: frm.doc.ticket }, type: "GET" })
		.then(({ message }) => {
			for (const field of ["site", "place", "contact_person", "contact_phone", "team", "specialist"]) {
				if (!frm.doc[field] && message[field]) {
					frm.set_value(field, message[field]);
				}
			}
		});
}

function warn(frm) {
	frm.set_intro("");
	const { specialist, starts_at, ends_at } = frm.doc;
	if (!specialist || !starts_at || !ends_at) {
		return;
	}
	const visit = frm.is_new() ? "" : frm.doc.name;
	frappe
		.call({
			method: `${METHODS}.visit_clashes`,
			args: { specialist, starts_at, ends_at, visit },
			type: "GET",
		})
		.then(({ message }) => {
			// Each field that changes asks; the last answer is the one that stands.
			frm.set_intro("");
			for (const other of message) {
				frm.set_intro(clash_text(other), "orange");
			}
		});
}

function clash_text(other) {
	const from = frappe.datetime.str_to_user(other.starts_at);
	const until = frappe.datetime.str_to_user(other.ends_at);
	return frappe.utils.escape_html(
		__("The specialist has another visit from {0} to {1}: {2}, {3}", [
			from,
			until,
			other.ticket,
			other.place,
		]),
	);
}

function step(frm, state) {
	if (state === "On the Way") {
		send(frm, { visit_state: state });
		return;
	}
	const dialog = new frappe.ui.Dialog({
		title: STEPS[state],
		fields: [
			{
				fieldname: "result",
				fieldtype: "Small Text",
				label: state === "Done" ? __("What was done") : __("Note"),
				reqd: state === "Done",
			},
			{
				fieldname: "result_shown",
				fieldtype: "Check",
				label: __("Show the result to the customer"),
				description: __("Else it becomes a note of the desk."),
			},
		],
		primary_action_label: STEPS[state],
		primary_action(values) {
			dialog.disable_primary_action();
			send(frm, { visit_state: state, ...values })
				.then(() => dialog.hide())
				.always(() => dialog.enable_primary_action());
		},
	});
	dialog.show();
}

function send(frm, values) {
	return frappe
		.call({ method: `${METHODS}.visit_step`, args: { visit: frm.doc.name, ...values } })
		.then(() => frm.reload_doc());
}
