// In the service worker: what the desk tells this device (messaging/push_delivery.py), and where a click on it leads.

const HOME = "/portal";

/** A browser takes a subscription away that shows nothing: so something is shown whatever came. */
export function showNotice(data) {
	const said = read(data);
	return self.registration.showNotification(said.title || self.location.host, {
		body: said.text || "",
		tag: said.tag || "portal",
		renotify: true,
		lang: said.language || "",
		icon: self.portal.icon,
		data: { address: own(said.address) },
	});
}

export async function openNotice(notice) {
	notice.close();
	const { address } = notice.data;
	const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
	const open = windows.find((each) => new URL(each.url).pathname === address);
	return open ? open.focus() : self.clients.openWindow(address);
}

function read(data) {
	try {
		return data.json() ?? {};
	} catch {
		return {};
	}
}

/** Only pages of the portal are opened. */
function own(address) {
	const whole = new URL(address || HOME, self.location.origin);
	const isOurs = whole.origin === self.location.origin && `${whole.pathname}/`.startsWith(`${HOME}/`);
	return isOurs ? whole.pathname : HOME;
}
