// What is being written survives a reload: kept in this browser, for this person, until it is sent.

const DAYS_KEPT = 14;
const DAY = 86_400_000;
const PREFIX = "servicedesk:draft:";

function key(ticket, kind) {
	return `${PREFIX}${frappe.session.user}:${ticket}:${kind}`;
}

/** Storage may be full or switched off; writing goes on without drafts then. */
function quietly(action) {
	try {
		return action();
	} catch {
		return null;
	}
}

export function read_draft(ticket, kind) {
	return quietly(() => JSON.parse(localStorage.getItem(key(ticket, kind)))?.text) || "";
}

export function keep_draft(ticket, kind, text) {
	if (!text.trim()) {
		forget_draft(ticket, kind);
		return;
	}
	quietly(() => localStorage.setItem(key(ticket, kind), JSON.stringify({ text, at: Date.now() })));
}

export function forget_draft(ticket, kind) {
	quietly(() => localStorage.removeItem(key(ticket, kind)));
}

/** Drafts that nobody came back to, and those of whoever else has used this browser, do not stay for ever. */
export function sweep_drafts(now = Date.now()) {
	quietly(() => {
		for (const name of Object.keys(localStorage).filter((name) => name.startsWith(PREFIX))) {
			const kept = quietly(() => JSON.parse(localStorage.getItem(name)));
			if (!kept?.at || now - kept.at > DAYS_KEPT * DAY) {
				localStorage.removeItem(name);
			}
		}
	});
}
