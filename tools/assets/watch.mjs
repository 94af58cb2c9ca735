/** Calls back whenever a source of the bench's apps changes. */

import fs from "node:fs";
import path from "node:path";

/** Editors write a file in several steps; this long after the last one a build starts. */
const SETTLE_MS = 150;

/** @param {string} folder @returns {string[]} The folder and all below it, without what the builder writes itself. */
function foldersBelow(folder) {
	if (!fs.existsSync(folder)) return [];
	const found = [folder];
	// The list grows while it is walked.
	for (const current of found) {
		for (const item of fs.readdirSync(current, { withFileTypes: true })) {
			const ignored = current === folder && ["dist", "node_modules"].includes(item.name);
			if (item.isDirectory() && !ignored) found.push(path.join(current, item.name));
		}
	}
	return found;
}

/**
 * Watch folders one by one: a recursive watch is not to be had on Linux before Node 20.
 * @param {string[]} roots
 * @param {() => Promise<void>} changed Never called while an earlier call is still at work.
 * @returns {() => void} Stops watching.
 */
export function watchFolders(roots, changed) {
	/** @type {Map<string, fs.FSWatcher>} */
	const watchers = new Map();
	let timer;
	let working = false;
	let again = false;
	let stopped = false;

	const follow = () => {
		for (const folder of roots.flatMap(foldersBelow)) {
			if (!watchers.has(folder)) watch(folder);
		}
	};
	const drop = (folder) => {
		watchers.get(folder)?.close();
		watchers.delete(folder);
	};
	const watch = (folder) => {
		const watcher = fs.watch(folder, note);
		watcher.on("error", () => drop(folder));
		watchers.set(folder, watcher);
	};
	const note = () => {
		clearTimeout(timer);
		timer = setTimeout(work, SETTLE_MS);
	};
	const work = async () => {
		if (stopped) return;
		if (working) {
			again = true;
			return;
		}
		working = true;
		for (const folder of [...watchers.keys()].filter((name) => !fs.existsSync(name))) drop(folder);
		follow();
		await changed();
		working = false;
		if (again) {
			again = false;
			note();
		}
	};

	follow();
	return () => {
		stopped = true;
		clearTimeout(timer);
		for (const folder of [...watchers.keys()]) drop(folder);
	};
}
