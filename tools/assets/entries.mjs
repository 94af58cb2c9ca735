/** Finds the bundles of an app: every `*.bundle.*` file under its `public` folder. */

import fs from "node:fs";
import path from "node:path";

import { BuildProblem } from "./bench.mjs";

const SCRIPT = /\.bundle\.(?:js|ts|jsx|tsx)$/;
const STYLE = /\.bundle\.(?:css|scss|sass|less)$/;
const SKIPPED_FOLDERS = new Set(["node_modules", "dist"]);

/**
 * @typedef {object} Entry
 * @property {string} app
 * @property {string} source Absolute path of the source.
 * @property {"js" | "css"} kind
 * @property {string} name The output's name without hash and extension: `desk.bundle`.
 * @property {string} key The key in assets.json: the source's base name, styles always with `.css`.
 */

/**
 * @param {string} folder
 * @returns {string[]} Absolute paths of all files below, sorted; `dist` and `node_modules` directly below are left out.
 */
export function filesBelow(folder) {
	if (!fs.existsSync(folder)) return [];
	const found = [];
	const pending = [folder];
	while (pending.length) {
		const current = pending.pop();
		for (const item of fs.readdirSync(current, { withFileTypes: true })) {
			const full = path.join(current, item.name);
			const skipped = current === folder && SKIPPED_FOLDERS.has(item.name);
			if (item.isDirectory() && !skipped) pending.push(full);
			else if (item.isFile()) found.push(full);
		}
	}
	return found.sort();
}

/** @param {string} app @param {string} source @returns {Entry | undefined} */
function toEntry(app, source) {
	const base = path.basename(source);
	const name = base.slice(0, -path.extname(base).length);
	if (SCRIPT.test(base)) return { app, source, kind: "js", name, key: base };
	if (STYLE.test(base)) return { app, source, kind: "css", name, key: `${name}.css` };
	return undefined;
}

/** @param {Entry[]} entries @throws {BuildProblem} when two sources of an app would be written to one file. */
function refuseTwins(entries) {
	const seen = new Map();
	for (const entry of entries) {
		const target = `${entry.kind}/${entry.name}`;
		const twin = seen.get(target);
		if (twin) {
			throw new BuildProblem(
				`${entry.app}: two sources make the same file ${target}: ${twin} and ${entry.source}. Rename one.`,
			);
		}
		seen.set(target, entry.source);
	}
}

/**
 * @param {import("./bench.mjs").Bench} bench
 * @param {string} app
 * @returns {Entry[]}
 */
export function findEntries(bench, app) {
	const entries = filesBelow(bench.publicFolder(app))
		.map((file) => toEntry(app, file))
		.filter(Boolean);
	refuseTwins(entries);
	return entries;
}

/**
 * Keep what `--files` names. A style may be named by its source (`x.bundle.scss`) or by what pages ask for
 * (`x.bundle.css`, `rtl_x.bundle.css`); Frappe's own search for missing files uses the latter.
 * @param {Entry[]} entries
 * @param {string[]} files As `app/name.bundle.js`.
 * @returns {Entry[]}
 */
export function selectEntries(entries, files) {
	if (!files.length) return entries;
	const wanted = new Set(files.map((file) => file.replace("/rtl_", "/")));
	return entries.filter(
		({ app, key, source }) =>
			wanted.has(`${app}/${key}`) || wanted.has(`${app}/${path.basename(source)}`),
	);
}
