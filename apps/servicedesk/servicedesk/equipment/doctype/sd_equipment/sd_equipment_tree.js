// Equipment of one customer as a tree. Levels are fetched as they are opened; no order of the whole is kept.

frappe.treeview_settings["SD Equipment"] = {
	breadcrumb: "Equipment",
	title: __("Equipment"),
	get_tree_root: false,
	root_label: __("Choose a customer"),
	show_expand_all: false,
	get_tree_nodes: "servicedesk.api.agent.registers.equipment_nodes",
	filters: [{ fieldname: "customer", fieldtype: "Link", options: "SD Customer", label: __("Customer") }],
	onload(tree) {
		const chosen = tree.opts.filters[0].default;
		if (chosen) {
			frappe.utils.fetch_link_title("SD Customer", chosen).then(() => {
				tree.args.customer = chosen;
				tree.root_label = chosen;
				tree.make_tree();
			});
		}
	},
	post_render(tree) {
		const parent = () => tree.tree.get_selected_node();
		tree.page.set_primary_action(
			__("New"),
			() =>
				frappe.new_doc("SD Equipment", {
					customer: tree.args.customer,
					parent_equipment: parent()?.is_root ? null : parent()?.label,
				}),
			"add",
		);
	},
	get_label(node) {
		if (node.is_root) {
			return frappe.utils.escape_html(
				frappe.utils.get_link_title("SD Customer", node.label) || node.label,
			);
		}
		return frappe.utils.escape_html(node.title || node.label);
	},
	toolbar: [
		{
			label: __("Details"),
			condition: (node) => !node.is_root && Boolean(node.label),
			click: (node) => frappe.set_route("Form", "SD Equipment", node.label),
		},
	],
	extend_toolbar: false,
};
