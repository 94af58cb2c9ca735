// The switch in the profile that lets this device tell of news (web push). Only where the browser can do it.

const KEY = "/portal/push/key";
const ON = "/portal/push/on";
const OFF = "/portal/push/off";

export function offerPush(root) {
	const part = root.querySelector("[data-push]");
	if (!part || !window.PushManager || !window.Notification || !navigator.serviceWorker) {
		return;
	}
	const button = part.querySelector("[role=switch]");
	part.hidden = false;
	button.addEventListener("click", () => change(part, button));
	show(button);
}

/** What the server remembers is only true while the browser still has it, and may show it. */
async function show(button) {
	const worker = await navigator.serviceWorker.getRegistration("/portal");
	const subscription = await worker?.pushManager.getSubscription();
	if (!subscription || Notification.permission !== "granted") {
		button.setAttribute("aria-checked", "false");
	}
}

async function change(part, button) {
	if (button.getAttribute("aria-busy")) {
		return;
	}
	button.setAttribute("aria-busy", "true");
	say(part, "");
	const wanted = button.getAttribute("aria-checked") !== "true";
	try {
		const problem = wanted ? await turnOn() : await turnOff();
		say(part, problem);
		if (!problem) {
			button.setAttribute("aria-checked", String(wanted));
		}
	} catch {
		say(part, "failed");
	} finally {
		button.removeAttribute("aria-busy");
	}
}

async function turnOn() {
	if ((await Notification.requestPermission()) !== "granted") {
		return "denied";
	}
	const worker = await navigator.serviceWorker.ready;
	const { key } = await (await fetch(KEY)).json();
	// One that was made with another key of the desk's would not be replaced.
	await (await worker.pushManager.getSubscription())?.unsubscribe();
	const subscription = await worker.pushManager.subscribe({
		userVisibleOnly: true,
		applicationServerKey: key,
	});
	const { endpoint, keys } = subscription.toJSON();
	try {
		await send(ON, { endpoint, key: keys.p256dh, secret: keys.auth });
	} catch (problem) {
		await subscription.unsubscribe();
		throw problem;
	}
	return "";
}

async function turnOff() {
	await send(OFF, {});
	const worker = await navigator.serviceWorker.ready;
	await (await worker.pushManager.getSubscription())?.unsubscribe();
	return "";
}

async function send(address, values) {
	const token = document.querySelector("input[name=csrf_token]").value;
	const body = new URLSearchParams({ ...values, csrf_token: token });
	const answer = await fetch(address, { method: "POST", body });
	// A session that has ended is answered with a way to the page where one signs in.
	if (!answer.ok || answer.redirected) {
		throw new Error(answer.status);
	}
}

function say(part, problem) {
	part.querySelector("[data-push-denied]").hidden = problem !== "denied";
	part.querySelector("[data-push-failed]").hidden = problem !== "failed";
}
