// The form of a work calendar: public holidays of a country can be added, moving feasts included.

const CALENDARS = "servicedesk.api.agent.calendars";

frappe.ui.form.on("SD Work Calendar", {
	refresh(frm) {
		if (!frm.is_new() && !frm.doc.always_open && frm.perm[0].write) {
			frm.add_custom_button(__("Import Holidays"), () => open_dialog(frm));
		}
	},
});

async function open_dialog(frm) {
	if (frm.is_dirty()) {
		frappe.msgprint(__("Save the calendar first."));
		return;
	}
	const { countries } = (await frappe.call({ method: `${CALENDARS}.holiday_options`, type: "GET" }))
		.message;
	const year = new Date().getFullYear();
	const dialog = new frappe.ui.Dialog({
		title: __("Import Holidays"),
		fields: [
			{
				fieldname: "country",
				fieldtype: "Autocomplete",
				label: __("Country"),
				reqd: 1,
				options: countries,
				onchange: () => offer_parts(dialog, countries),
			},
			{ fieldname: "subdivision", fieldtype: "Select", label: __("Part of the Country"), hidden: 1 },
			{ fieldname: "column_years", fieldtype: "Column Break" },
			{ fieldname: "first_year", fieldtype: "Int", label: __("From Year"), reqd: 1, default: year },
			{ fieldname: "last_year", fieldtype: "Int", label: __("Until Year"), reqd: 1, default: year + 1 },
			{
				fieldname: "section_half_days",
				fieldtype: "Section Break",
				label: __("Half Days"),
				description: __("Days that the country works in part. Without times they are left out."),
			},
			{
				fieldname: "half_day_opens",
				fieldtype: "Data",
				label: __("Worked From"),
				placeholder: "09:00",
			},
			{ fieldname: "column_half_days", fieldtype: "Column Break" },
			{
				fieldname: "half_day_closes",
				fieldtype: "Data",
				label: __("Worked Until"),
				placeholder: "13:00",
			},
		],
		primary_action_label: __("Import"),
		primary_action: (values) => add_holidays(frm, dialog, values),
	});
	dialog.show();
}

function offer_parts(dialog, countries) {
	const country = countries.find((each) => each.value === dialog.get_value("country"));
	const parts = country?.subdivisions ?? [];
	dialog.set_df_property("subdivision", "options", ["", ...parts]);
	dialog.set_df_property("subdivision", "hidden", parts.length ? 0 : 1);
	dialog.set_value("subdivision", "");
}

async function add_holidays(frm, dialog, values) {
	const { message: added } = await frappe.call({
		method: `${CALENDARS}.import_holidays`,
		args: { calendar: frm.doc.name, ...values },
		freeze: true,
	});
	dialog.hide();
	await frm.reload_doc();
	frappe.show_alert({
		message: added
			? __("{0} days added. Days that were there already stay as they are.", [added])
			: __("The calendar holds all of these days already."),
		indicator: "green",
	});
}
