/** esbuild plugin: what a `url(…)` in a style, or a picture in a component, becomes in the built file. */

import path from "node:path";

/** Small files from packages are carried inside the built file, since packages are not served. */
export const INLINED_FILES = Object.fromEntries(
	[".svg", ".png", ".gif", ".jpg", ".webp", ".woff", ".woff2", ".ttf", ".eot"].map((extension) => [
		extension,
		"dataurl",
	]),
);
const INLINED = /\.(?:svg|png|gif|jpg|webp|woff2?|ttf|eot)(?:[?#].*)?$/;

/**
 * Addresses that the browser resolves stay as they are; a relative path to a file in an app's `public` folder becomes
 * the address it is served at.
 * @param {import("./bench.mjs").Bench} bench
 * @returns {import("esbuild").Plugin}
 */
export function publicUrls(bench) {
	const publicFolders = bench.appNames().map((app) => [app, bench.publicFolder(app)]);

	const served = ({ path: request, resolveDir }) => {
		if (!request.startsWith(".")) return undefined;
		const [file] = request.split(/[?#]/);
		const full = path.resolve(resolveDir, file);
		for (const [app, folder] of publicFolders) {
			const below = path.relative(folder, full);
			if (!below.startsWith("..")) {
				const address = `/assets/${app}/${below.split(path.sep).join("/")}`;
				return { path: address + request.slice(file.length), external: true };
			}
		}
		return undefined;
	};

	return {
		name: "public-urls",
		setup(build) {
			build.onResolve(
				{ filter: /^(?:\/(?:assets|files)\/|https?:|\/\/|data:|#)/ },
				({ path: request, kind }) =>
					kind === "entry-point" ? undefined : { path: request, external: true },
			);
			build.onResolve({ filter: INLINED }, served);
		},
	};
}
