/** Builds an app's style sheets, each with a copy for right-to-left languages. */

import path from "node:path";

import autoprefixer from "autoprefixer";
import esbuild from "esbuild";
import postcss from "postcss";
import rtlcss from "rtlcss";

import { realInputs } from "./scripts.mjs";
import { INLINED_FILES, publicUrls } from "./urls.mjs";

/** Named here, so that a browserslist file somewhere above the bench changes nothing. */
const BROWSERS = ["defaults"];
const STYLE_FILES = /\.(?:css|scss|sass|less)$/;

/**
 * esbuild plugin: every style file goes through its preprocessor, the mirroring (if asked for) and the prefixer.
 * @param {import("./preprocess.mjs").Preprocessor} preprocessor
 * @param {boolean} rightToLeft
 * @returns {import("esbuild").Plugin}
 */
function styleFiles(preprocessor, rightToLeft) {
	const prefixer = autoprefixer({ overrideBrowserslist: BROWSERS });
	// Mirroring first: its directives are comments, which later steps drop.
	const processor = postcss(rightToLeft ? [rtlcss(), prefixer] : [prefixer]);
	return {
		name: "style-files",
		setup(build) {
			build.onLoad({ filter: STYLE_FILES, namespace: "file" }, async ({ path: file }) => {
				const css = await preprocessor.file(file);
				const result = await processor.process(css, { from: file, map: false });
				return { contents: result.css, loader: "css", resolveDir: path.dirname(file) };
			});
		},
	};
}

/** @returns {Promise<import("./scripts.mjs").BuildResult>} */
async function buildDirection(bench, entries, { production, preprocessor, rightToLeft }) {
	const folder = rightToLeft ? "css-rtl" : "css";
	const outdir = path.join(bench.publicFolder(entries[0].app), "dist");
	const result = await esbuild.build({
		absWorkingDir: bench.root,
		entryPoints: entries.map(({ name, source }) => ({ in: source, out: `${folder}/${name}` })),
		outdir,
		write: false,
		bundle: true,
		metafile: true,
		minify: production,
		nodePaths: bench.lookupFolders(),
		loader: INLINED_FILES,
		logLevel: "silent",
		plugins: [publicUrls(bench), styleFiles(preprocessor, rightToLeft)],
	});
	const texts = new Map(result.outputFiles.map((file) => [path.basename(file.path), file.text]));
	return {
		files: entries.map((entry) => ({ entry, folder, text: texts.get(`${entry.name}.css`) })),
		inputs: realInputs(Object.keys(result.metafile.inputs), bench.root),
		metafile: result.metafile,
	};
}

/**
 * @param {import("./bench.mjs").Bench} bench
 * @param {import("./entries.mjs").Entry[]} entries The style sheets of one app.
 * @param {object} settings
 * @param {boolean} settings.production
 * @param {import("./preprocess.mjs").Preprocessor} settings.preprocessor
 * @returns {Promise<import("./scripts.mjs").BuildResult[]>} Left to right, then right to left; nothing is written.
 */
export async function buildStyles(bench, entries, { production, preprocessor }) {
	if (!entries.length) return [];
	// One after the other: the second finds everything compiled that the first has compiled.
	const leftToRight = await buildDirection(bench, entries, {
		production,
		preprocessor,
		rightToLeft: false,
	});
	const mirrored = await buildDirection(bench, entries, { production, preprocessor, rightToLeft: true });
	return [leftToRight, mirrored];
}
