// The form of an import: what rows are told apart by, checking and starting, how far it is, and what was wrong.

const KINDS = {
	Customers: __(
		"A customer is found by its code, else by its name. A known code with another name renames it.",
	),
	Sites: __("A site is found by its customer (code or name) and its name."),
	Contacts: __(
		"A contact is found by its e-mail address and linked to its customer. A person of several customers has a row for each.",
	),
	Services: __("A service is found by its name."),
	Contracts: __(
		"A contract is found by its number. Services and sites are divided by ; or | inside their cell, and the cell is the whole list.",
	),
	Equipment: __(
		"Equipment is found by its customer and its serial number, else its inventory number. “Part of” holds one of these numbers too.",
	),
};
const AT_WORK = ["Queued", "Running"];
const COLORS = { Draft: "gray", Queued: "orange", Running: "blue", Done: "green", Failed: "red" };
const POLL_MILLISECONDS = 1500;

frappe.ui.form.on("SD Import", {
	refresh(frm) {
		const at_work = AT_WORK.includes(frm.doc.state);
		frm.page.set_indicator(__(frm.doc.state), COLORS[frm.doc.state]);
		for (const field of ["kind", "file", "mode", "encoding"]) {
			frm.set_df_property(field, "read_only", at_work || frm.doc.state === "Done" ? 1 : 0);
		}
		if (at_work || frm.doc.state === "Done") {
			frm.disable_save();
		} else {
			frm.enable_save();
		}
		show_rules(frm);
		show_result(frm);
		add_buttons(frm, at_work);
		if (at_work) {
			watch(frm);
		}
	},

	kind(frm) {
		show_rules(frm);
	},
});

function escaped(text) {
	return frappe.utils.escape_html(String(text ?? ""));
}

function link_to(method, args) {
	return `/api/method/servicedesk.api.agent.imports.${method}?${new URLSearchParams(args)}`;
}

function show_rules(frm) {
	const sentences = [
		KINDS[frm.doc.kind],
		__("Empty cells leave stored values as they are. Loading the same file twice changes nothing."),
	];
	const template = `<a class="btn btn-default btn-xs" href="${link_to("template", { kind: frm.doc.kind })}">${escaped(__("Download a file with the headings"))}</a>`;
	frm.get_field("rules").$wrapper.html(
		`<p class="text-muted small">${escaped(sentences.join(" "))}</p><p>${template}</p>`,
	);
}

function add_buttons(frm, at_work) {
	if (frm.is_new() || at_work || frm.doc.state === "Done" || !frm.doc.file) {
		return;
	}
	frm.add_custom_button(__("Check Only"), () => start(frm, 1));
	frm.add_custom_button(__("Start Import"), () => start(frm, 0)).addClass("btn-primary");
}

function start(frm, check_only) {
	const saved = frm.is_dirty() ? frm.save() : Promise.resolve();
	saved
		.then(() =>
			frappe.call({
				method: "servicedesk.api.agent.imports.start",
				args: { name: frm.doc.name, check_only },
				freeze: true,
			}),
		)
		.then(() => frm.reload_doc());
}

// Asked of the server, and not told by it: the work's transaction is nobody else's to see until it ends.
function watch(frm) {
	const name = frm.doc.name;
	clearTimeout(frm.servicedesk_watch);
	frm.servicedesk_watch = setTimeout(() => {
		if (!frappe.get_route_str().endsWith(name)) {
			return;
		}
		frappe
			.call({
				method: "servicedesk.api.agent.imports.progress",
				args: { name },
				type: "GET",
			})
			.then(({ message }) => {
				if (frm.doc.name !== name) {
					return;
				}
				if (AT_WORK.includes(message.state)) {
					show_progress(frm, message);
					watch(frm);
				} else {
					frm.reload_doc();
				}
			});
	}, POLL_MILLISECONDS);
}

function show_progress(frm, { state, read, total, percent }) {
	frm.page.set_indicator(__(state), COLORS[state]);
	const text =
		state === "Queued"
			? __("Waiting for its turn")
			: __("{0} of {1} rows", [format_number(read, null, 0), format_number(total, null, 0)]);
	frm.get_field("result").$wrapper.html(
		`<p>${escaped(text)}</p>
		<div class="progress" role="progressbar" aria-valuenow="${cint(percent)}" aria-valuemin="0" aria-valuemax="100">
			<div class="progress-bar progress-bar-striped" style="width: ${cint(percent)}%"></div>
		</div>`,
	);
}

function show_result(frm) {
	if (AT_WORK.includes(frm.doc.state)) {
		show_progress(frm, { state: frm.doc.state, read: 0, total: frm.doc.rows_total, percent: 0 });
		return;
	}
	const { problem, notes, sample, bad_rows } = frm.doc.__onload?.result || {};
	const parts = [
		summary(frm.doc, problem),
		...(notes || []).map((note) => `<p class="text-muted">${escaped(note)}</p>`),
	];
	if (sample?.length && frm.doc.state !== "Done") {
		parts.push(table(sample[0], sample.slice(1)));
	}
	if (bad_rows?.length) {
		parts.push(bad_rows_table(frm, bad_rows));
	}
	frm.get_field("result").$wrapper.html(parts.join(""));
}

function summary(doc, problem) {
	if (problem) {
		return `<p class="text-danger"><b>${escaped(problem)}</b></p>`;
	}
	if (!doc.finished_at) {
		return `<p class="text-muted">${escaped(__("Attach a file, save, then check or start."))}</p>`;
	}
	const numbers = [doc.made, doc.changed, doc.unchanged, doc.bad].map((n) => format_number(n, null, 0));
	const text = doc.check_only
		? __("Checked: {0} new, {1} changed, {2} unchanged, {3} bad. Nothing is stored yet.", numbers)
		: __("Loaded: {0} new, {1} changed, {2} unchanged, {3} bad.", numbers);
	return `<p><b>${escaped(text)}</b></p>`;
}

function bad_rows_table(frm, rows) {
	const head = [__("Line"), __("Column"), __("Value"), __("Reason")];
	const cells = rows.map((row) => [row.line, row.column, row.value, row.reason]);
	const report = `<a class="btn btn-default btn-sm" href="${link_to("report", { name: frm.doc.name })}">${escaped(__("Download all bad rows"))}</a>`;
	const title = frm.doc.bad > rows.length ? __("Bad rows, the first {0}", [rows.length]) : __("Bad rows");
	return `<h5>${escaped(title)}</h5>${table(head, cells)}<p>${report}</p>`;
}

function table(head, rows) {
	const row = (cells, tag) =>
		`<tr>${cells.map((cell) => `<${tag}>${escaped(cell)}</${tag}>`).join("")}</tr>`;
	return `<div class="table-responsive"><table class="table table-bordered table-sm small">
		<thead>${row(head, "th")}</thead><tbody>${rows.map((cells) => row(cells, "td")).join("")}</tbody>
	</table></div>`;
}
