// Lets the browser install the portal's service worker, where it may (https, or the machine itself).

export function installWorker() {
	const address = document.querySelector("meta[name=portal-worker]")?.content;
	if (!address || !navigator.serviceWorker) {
		return;
	}
	// After the page is there: it needs nothing of this. The address changes with what the worker keeps, so it may
	// come from the browser's own cache, and no page view asks for it again.
	window.addEventListener("load", () => {
		navigator.serviceWorker
			.register(address, { scope: "/portal", updateViaCache: "all" })
			.catch(() => {});
	});
}
