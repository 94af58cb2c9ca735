// The audit view: who did what, when, which way and from where.

import { ask } from "./calls.js";
import { html, lines, nodes_of, put } from "./markup.js";

function change(entry) {
	if (!entry.before && !entry.after) {
		return "";
	}
	return html`${entry.before || "–"} → <b>${entry.after || "–"}</b>`;
}

function entry_row(entry) {
	const seen =
		entry.visible_to_customer &&
		html`<span class="indicator-pill gray">${__("Seen by the customer")}</span>`;
	return html`<tr>
		<td>${frappe.datetime.str_to_user(entry.at)}</td>
		<td>${entry.who}</td>
		<td>${entry.what} ${seen}</td>
		<td>${change(entry)} ${entry.words && html`<div class="text-muted">${lines(entry.words)}</div>`}</td>
		<td>${[entry.way, entry.address].filter(Boolean).join(", ")}</td>
	</tr>`;
}

function table(entries) {
	const heads = [__("When"), __("Who"), __("What"), __("Change"), __("From where")];
	return html`<div class="sd-history table-responsive"><table class="table table-sm">
		<thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
		<tbody>${entries.map(entry_row)}</tbody></table></div>`;
}

/** Show the history below `root`, page by page. */
export function show_history(root, number) {
	ask("ticket_panel.history", { number }).then(
		(page) => {
			put(root, table(page.entries));
			offer_more(root, number, page.next);
		},
		() => {},
	);
}

function offer_more(root, number, next) {
	if (!next) {
		return;
	}
	const more = document.createElement("button");
	more.type = "button";
	more.className = "btn btn-default btn-sm";
	more.textContent = __("Show earlier");
	more.addEventListener("click", () => {
		more.disabled = true;
		ask("ticket_panel.history", { number, before: next }).then(
			(page) => {
				more.remove();
				root.querySelector("tbody").append(nodes_of(html`${page.entries.map(entry_row)}`));
				offer_more(root, number, page.next);
			},
			() => {
				more.disabled = false;
			},
		);
	});
	root.append(more);
}
