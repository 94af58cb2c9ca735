// The form of equipment: where it stands in the tree, and links that offer only what is the customer's own.

frappe.ui.form.on("SD Equipment", {
	setup(frm) {
		const own = () => ({ filters: { customer: frm.doc.customer || "" } });
		frm.set_query("site", own);
		frm.set_query("contract", own);
		frm.set_query("kind", () => ({ filters: { disabled: 0 } }));
		frm.set_query("parent_equipment", () => ({
			filters: { customer: frm.doc.customer || "", name: ["!=", frm.doc.name || ""] },
		}));
	},

	refresh(frm) {
		frm.set_intro("");
		// The form that was open before is the same one.
		frm.get_field("parts_html").$wrapper.empty();
		if (frm.is_new()) {
			return;
		}
		show_place(frm);
		say_warranty(frm);
		frm.add_custom_button(__("Add a Part"), () =>
			frappe.new_doc("SD Equipment", {
				customer: frm.doc.customer,
				parent_equipment: frm.doc.name,
				site: frm.doc.site,
				city: frm.doc.city,
				street: frm.doc.street,
				contract: frm.doc.contract,
				service: frm.doc.service,
			}),
		);
		if (frappe.model.can_create("SD Ticket")) {
			frm.add_custom_button(__("New Ticket"), () =>
				frappe.new_doc("SD Ticket", {
					customer: frm.doc.customer,
					contract: frm.doc.contract,
					service: frm.doc.service,
					equipment: frm.doc.name,
				}),
			);
		}
	},

	customer(frm) {
		for (const field of ["site", "contract", "parent_equipment"]) {
			frm.set_value(field, null);
		}
	},

	site(frm) {
		if (!frm.doc.site || frm.doc.city) {
			return;
		}
		frappe.db.get_value("SD Site", frm.doc.site, ["city", "street"]).then(({ message }) => {
			frm.set_value({ city: message.city, street: message.street });
		});
	},
});

function say_warranty(frm) {
	if (frm.doc.warranty_until && frm.doc.warranty_until < frappe.datetime.get_today()) {
		frm.set_intro(
			__("The warranty ended on {0}.", [frappe.datetime.str_to_user(frm.doc.warranty_until)]),
			"orange",
		);
	}
}

function show_place(frm) {
	const asked = frm.doc.name;
	frappe
		.call({
			method: "servicedesk.api.agent.registers.equipment_place",
			args: { name: asked },
			type: "GET",
		})
		.then(({ message }) => {
			// Somebody may have gone on to another piece while the answer was on its way.
			if (frm.doc.name !== asked) {
				return;
			}
			frm.get_field("parts_html").$wrapper.html(place_html(frm, message));
		});
}

function place_html(frm, place) {
	const title = frappe.utils.escape_html(frm.doc.title);
	const path = [...place.above.map(equipment_link), `<b>${title}</b>`].join(" › ");
	if (!place.parts.length) {
		return place.above.length ? `<p>${path}</p>` : `<p class="text-muted">${__("No parts.")}</p>`;
	}
	const rows = place.parts
		.map(
			(part) =>
				`<li>${equipment_link(part)} <span class="text-muted">${__(part.equipment_state)}</span></li>`,
		)
		.join("");
	const more =
		place.parts.length === place.longest
			? `<p>${__("Only the first {0} are shown.", [place.longest])}</p>`
			: "";
	return `<p>${path}</p><ul>${rows}</ul>${more}`;
}

function equipment_link(row) {
	return `<a href="/app/sd-equipment/${encodeURIComponent(row.name)}">${frappe.utils.escape_html(row.title)}</a>`;
}
