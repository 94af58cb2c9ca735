// Requests to the desk's own endpoints.

const ENDPOINTS = "servicedesk.api.agent.";

function call(type, name, args) {
	return new Promise((resolve, reject) => {
		frappe
			.call({ method: ENDPOINTS + name, args, type, error: reject })
			.then(({ message }) => resolve(message), reject);
	});
}

/** Ask; nothing changes. */
export function ask(name, args = {}) {
	return call("GET", name, args);
}

/** Ask without a word to the person when it fails: for what is nice to have beside the ticket. */
export function ask_quietly(name, args = {}) {
	return fetch(`/api/method/${ENDPOINTS}${name}?${new URLSearchParams(args)}`, {
		headers: { Accept: "application/json" },
	})
		.then((answer) => (answer.ok ? answer.json() : {}))
		.then(({ message }) => message ?? null)
		.catch(() => null);
}

/** Do something; what was typed stays with whoever asked until the promise is kept. */
export function act(name, args = {}) {
	return call("POST", name, args);
}

/** What the server has refused: `problems` holds a sentence for each field. */
export class Refused extends Error {
	constructor(problems) {
		super(Object.values(problems).join(" "));
		this.problems = problems;
	}
}

/** Do something that brings files; `files` are `{ field, file }`. Raises Refused, of which nobody has been told yet. */
export async function act_with_files(name, args, files) {
	const body = new FormData();
	for (const [key, value] of Object.entries(args)) {
		body.append(key, value ?? "");
	}
	for (const { field, file } of files) {
		body.append(`file_${field}`, file, file.name);
	}
	const answer = await fetch(`/api/method/${ENDPOINTS}${name}`, {
		method: "POST",
		headers: { Accept: "application/json", "X-Frappe-CSRF-Token": frappe.csrf_token },
		body,
	}).catch(() => null);
	const told = (await answer?.json().catch(() => null)) || {};
	if (answer?.ok) {
		return told.message;
	}
	if (!told.problems && !told._server_messages) {
		frappe.msgprint(__("Something went wrong on our side. Please try again in a moment."));
	} else if (!told.problems) {
		frappe.request.cleanup({}, told);
	}
	throw new Refused(told.problems || {});
}
