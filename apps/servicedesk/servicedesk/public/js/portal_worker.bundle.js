// The service worker: keeps the portal's own files and one page for when there is no line. Pages about people and
// their requests are never kept. What is to be kept comes from /portal/sw.js (self_service/installed_app.py).

import { openNotice, showNotice } from "./portal/push_worker.js";

const { version, offline, files } = self.portal;
const PREFIX = "portal-";
const STORE = PREFIX + version;

async function install() {
	const store = await caches.open(STORE);
	// Without cookies: what is kept is what a stranger would see.
	const words = new Request(offline, { credentials: "omit", cache: "no-store" });
	await store.addAll([...files, words]);
	await self.skipWaiting();
}

async function activate() {
	const names = await caches.keys();
	const old = names.filter((name) => name.startsWith(PREFIX) && name !== STORE);
	await Promise.all(old.map((name) => caches.delete(name)));
	// The page is asked for while the worker starts, not after.
	await self.registration.navigationPreload?.enable();
	await self.clients.claim();
}

async function page(event) {
	try {
		return (await event.preloadResponse) ?? (await fetch(event.request));
	} catch {
		const store = await caches.open(STORE);
		return (await store.match(offline)) ?? Response.error();
	}
}

async function file(request) {
	const store = await caches.open(STORE);
	return (await store.match(request)) ?? fetch(request);
}

function onFetch(event) {
	const { request } = event;
	if (request.method !== "GET") {
		return;
	}
	const address = new URL(request.url);
	if (request.mode === "navigate") {
		event.respondWith(page(event));
	} else if (files.includes(address.pathname + address.search)) {
		event.respondWith(file(request));
	}
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("fetch", onFetch);
self.addEventListener("push", (event) => event.waitUntil(showNotice(event.data)));
self.addEventListener("notificationclick", (event) => event.waitUntil(openNotice(event.notification)));
