// The contract list: an end that is near or past stands out. The state's colour is the workflow's.

const SOON_DAYS = 60;

frappe.listview_settings["SD Contract"] = {
	add_fields: ["contract_state"],
	formatters: {
		end_date(value, _field, doc) {
			const day = value ? frappe.datetime.str_to_user(value) : __("Without end");
			if (!value || doc.contract_state !== "Active") {
				return `<span class="text-muted">${day}</span>`;
			}
			const days = frappe.datetime.get_day_diff(value, frappe.datetime.get_today());
			if (days > SOON_DAYS) {
				return day;
			}
			const color = days < 0 ? "red" : "orange";
			return `<span class="indicator-pill ${color}" title="${__("{0} days", [days])}">${day}</span>`;
		},
	},
	onload(listview) {
		listview.page.add_inner_button(__("Calendar of Ends"), () =>
			frappe.set_route("List", "SD Contract", "Calendar", "default"),
		);
	},
};
