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
