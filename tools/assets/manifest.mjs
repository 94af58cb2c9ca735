/** `sites/assets/assets.json` and `assets-rtl.json`: which built file stands for which bundle. */

import path from "node:path";

import { readJson, writeWhole } from "./files.mjs";
import { builtFiles } from "./outputs.mjs";

const NAMES = { false: "assets.json", true: "assets-rtl.json" };

/** @param {Record<string, string>} entries @returns {string} */
function asText(entries) {
	const sorted = Object.entries(entries).sort(([left], [right]) => (left < right ? -1 : 1));
	return `${JSON.stringify(Object.fromEntries(sorted), null, 4)}\n`;
}

/** @param {string} url @returns {string} The app that an address `/assets/<app>/…` belongs to. */
function appOf(url) {
	return url.split("/")[2];
}

/**
 * @param {import("./bench.mjs").Bench} bench
 * @param {boolean} rightToLeft
 * @returns {Record<string, string>} Address by bundle; empty when there is no manifest yet.
 */
export function readManifest(bench, rightToLeft) {
	return readJson(path.join(bench.assets, NAMES[rightToLeft])) ?? {};
}

/**
 * Enter newly built files.
 * @param {import("./bench.mjs").Bench} bench
 * @param {import("./outputs.mjs").WrittenFile[]} written
 * @param {object} scope
 * @param {string[]} scope.replaced Apps of which `written` is all: their other entries go.
 * @param {string[]} scope.apps The bench's apps: entries of any other go.
 * @returns {string[]} Addresses that are new. A manifest without news is not touched: Frappe takes its time stamp for
 *   the version of all assets.
 */
export function updateManifests(bench, written, { replaced, apps }) {
	const news = [];
	for (const rightToLeft of [false, true]) {
		const before = readManifest(bench, rightToLeft);
		const kept = Object.entries(before).filter(
			([, url]) => apps.includes(appOf(url)) && !replaced.includes(appOf(url)),
		);
		const added = written
			.filter((file) => file.rightToLeft === rightToLeft)
			.map(({ key, url }) => [rightToLeft ? `rtl_${key}` : key, url]);
		const after = Object.fromEntries([...kept, ...added]);
		const file = path.join(bench.assets, NAMES[rightToLeft]);
		if (asText(after) !== asText(before) || readJson(file) === undefined) writeWhole(file, asText(after));
		news.push(...Object.values(after).filter((url) => !Object.values(before).includes(url)));
	}
	return news;
}

/**
 * The files of a dist folder as if they had just been written, the newest of each bundle.
 * @param {import("./bench.mjs").Bench} bench
 * @param {string} app
 * @returns {import("./outputs.mjs").WrittenFile[]}
 */
export function writtenEarlier(bench, app) {
	return builtFiles(bench.distFolder(app)).map(({ folder, name, stem, extension }) => ({
		key: `${stem}.${extension}`,
		rightToLeft: folder === "css-rtl",
		url: `/assets/${app}/dist/${folder}/${name}`,
		paths: [`${folder}/${name}`],
	}));
}
