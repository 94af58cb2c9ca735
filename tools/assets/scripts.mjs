/** Builds an app's scripts: one self-contained file for each `*.bundle.{js,ts}`. */

import fs from "node:fs";
import path from "node:path";

import esbuild from "esbuild";

import { htmlTemplates } from "./html_templates.mjs";
import { replacements } from "./replacements.mjs";
import { INLINED_FILES, publicUrls } from "./urls.mjs";
import { vueComponents } from "./vue_components.mjs";

/** What Frappe says it supports; newer syntax is rewritten to this. */
const TARGET = ["es2017"];

/**
 * @typedef {object} BuiltFile
 * @property {import("./entries.mjs").Entry} entry
 * @property {string} folder `js`, `css` or `css-rtl`.
 * @property {string} text
 * @property {string} [map] Source map, as JSON.
 */

/** @typedef {{ files: BuiltFile[], inputs: string[], metafile: object }} BuildResult */

/**
 * Styles that a script brings along are put into the page by the script itself: pages ask for the script only.
 * One line, so that a source map needs just one more line.
 * @param {string} css
 */
function styleInjection(css) {
	const text = JSON.stringify(css);
	return `document.head.appendChild(Object.assign(document.createElement("style"),{textContent:${text}}));\n`;
}

/** @param {BuiltFile} file @param {string} css */
function addStyle(file, css) {
	file.text = styleInjection(css) + file.text;
	file.map = file.map?.replace('"mappings": "', '"mappings": ";');
}

/** @param {string[]} inputs Paths as esbuild's metafile names them. @param {string} root */
export function realInputs(inputs, root) {
	const files = inputs.map((input) =>
		path.resolve(root, input.replace(/^[\w-]+:(?=[/.])/, "").split("?")[0]),
	);
	return [...new Set(files)].filter((file) => fs.existsSync(file));
}

/** @param {import("./entries.mjs").Entry[]} entries @param {string} root */
function collect(result, entries, root, outdir) {
	const texts = new Map(result.outputFiles.map((file) => [path.resolve(file.path), file.text]));
	return entries.map((entry) => {
		const target = path.join(outdir, "js", `${entry.name}.js`);
		const file = { entry, folder: "js", text: texts.get(target), map: texts.get(`${target}.map`) };
		const css = result.metafile.outputs[path.relative(root, target)].cssBundle;
		if (css) addStyle(file, texts.get(path.resolve(root, css)));
		return file;
	});
}

/**
 * @param {import("./bench.mjs").Bench} bench
 * @param {import("./entries.mjs").Entry[]} entries The scripts of one app.
 * @param {object} settings
 * @param {boolean} settings.production
 * @param {import("./preprocess.mjs").Preprocessor} settings.preprocessor
 * @returns {Promise<BuildResult>} Nothing is written to disk.
 */
export async function buildScripts(bench, entries, { production, preprocessor }) {
	if (!entries.length) return { files: [], inputs: [], metafile: { inputs: {}, outputs: {} } };
	const outdir = path.join(bench.publicFolder(entries[0].app), "dist");
	const result = await esbuild.build({
		absWorkingDir: bench.root,
		entryPoints: entries.map(({ name, source }) => ({ in: source, out: `js/${name}` })),
		outdir,
		write: false,
		bundle: true,
		metafile: true,
		minify: production,
		sourcemap: "external",
		target: TARGET,
		nodePaths: bench.lookupFolders(),
		tsconfigRaw: "{}",
		loader: INLINED_FILES,
		logLevel: "silent",
		define: {
			"process.env.NODE_ENV": JSON.stringify(production ? "production" : "development"),
			__VUE_OPTIONS_API__: "true",
			__VUE_PROD_DEVTOOLS__: "false",
		},
		plugins: [
			publicUrls(bench),
			replacements(bench),
			htmlTemplates(),
			vueComponents({ root: bench.root, production, preprocessor }),
		],
	});
	return {
		files: collect(result, entries, bench.root, outdir),
		inputs: realInputs(Object.keys(result.metafile.inputs), bench.root),
		metafile: result.metafile,
	};
}
