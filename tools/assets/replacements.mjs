/** esbuild plugin: modules that Frappe names and npm has only in part, replaced by our own that complete them. */

import path from "node:path";

/** By the name it is imported under: our module in `browser/`, which loads the package itself. */
const REPLACED = { "air-datepicker/dist/js/datepicker.min.js": "datepicker_seconds.js" };

/**
 * @param {import("./bench.mjs").Bench} bench
 * @returns {import("esbuild").Plugin}
 */
export function replacements(bench) {
	const folder = path.join(bench.builder, "browser");
	return {
		name: "replacements",
		setup(build) {
			build.onResolve({ filter: /^air-datepicker\// }, ({ path: name, importer }) => {
				const ours = REPLACED[name] && path.join(folder, REPLACED[name]);
				return ours && importer !== ours ? { path: ours } : undefined;
			});
		},
	};
}
