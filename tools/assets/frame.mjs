/**
 * Writes what stands beside the Python package in Frappe's own repository and is not in the wheel: a `package.json`
 * whose scripts call this builder (`bench build` runs them), the compiler of website themes, and the npm packages that
 * the desk loads by plain address. Needs no npm package itself, so it can run before they are installed.
 */

import fs from "node:fs";
import path from "node:path";

import { filesBelow } from "./entries.mjs";
import { pointTo, writeWhole } from "./files.mjs";

const SERVED_PACKAGE = /assets\/[a-z_]+\/node_modules\/((?:@[\w.-]+\/)?[\w.-]+)\//g;
const MENTIONS_PACKAGES = /\.(?:js|vue|html)$/;

/** @param {string} builder How the app folder reaches the builder's folder, with forward slashes. */
function packageJson(builder) {
	const build = `node ${builder}/build.mjs`;
	return {
		name: "frappe-framework",
		private: true,
		description: "Written by the local bench's asset builder; see tools/assets in the repository.",
		license: "MIT",
		scripts: {
			build,
			production: `${build} --production`,
			watch: `${build} --watch`,
			postinstall: `${build} --frame .`,
		},
	};
}

/** Frappe runs this file with the path to write and the SCSS; anything on stderr is shown as an error. */
function themeScript(builder) {
	return `// Written by the local bench's asset builder; see tools/assets in the repository.
import("${builder}/theme.mjs")
	.then(({ writeTheme }) => writeTheme(process.argv[2], process.argv[3]))
	.catch((error) => {
		console.error(error.message);
		process.exitCode = 1;
	});
`;
}

/** @param {string} folder @returns {string[]} The npm packages that files below load by plain address, sorted. */
export function packagesLoadedByAddress(folder) {
	const names = new Set();
	for (const file of filesBelow(folder).filter((name) => MENTIONS_PACKAGES.test(name))) {
		for (const [, name] of fs.readFileSync(file, "utf8").matchAll(SERVED_PACKAGE)) names.add(name);
	}
	return [...names].sort();
}

/** Only these packages are served; links of an earlier Frappe go. */
function linkPackages(folder, packages, names) {
	fs.mkdirSync(folder, { recursive: true });
	for (const item of fs.readdirSync(folder, { withFileTypes: true })) {
		if (item.isSymbolicLink() && !names.includes(item.name)) fs.unlinkSync(path.join(folder, item.name));
	}
	for (const name of names) pointTo(path.join(packages, name), path.join(folder, name));
}

/**
 * @param {import("./bench.mjs").Bench} bench
 * @param {string} appFolder Frappe's app folder, `apps/frappe`.
 * @returns {string[]} Names of packages that are needed and not installed (yet).
 */
export function writeFrame(bench, appFolder) {
	const folder = path.resolve(appFolder);
	const builder = path.relative(folder, bench.builder).split(path.sep).join("/");
	writeWhole(path.join(folder, "package.json"), `${JSON.stringify(packageJson(builder), null, "\t")}\n`);
	writeWhole(path.join(folder, "generate_bootstrap_theme.js"), themeScript(builder));
	const names = packagesLoadedByAddress(path.join(folder, path.basename(folder)));
	linkPackages(path.join(folder, "node_modules"), bench.packages, names);
	return names.filter((name) => !fs.existsSync(path.join(bench.packages, name)));
}
