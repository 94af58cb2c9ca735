/** Compiles the SCSS of a Website Theme; Frappe calls this through `apps/frappe/generate_bootstrap_theme.js`. */

import path from "node:path";

import esbuild from "esbuild";

import { Bench } from "./bench.mjs";
import { writeWhole } from "./files.mjs";
import { Preprocessor } from "./preprocess.mjs";

/**
 * @param {string} output Path of the CSS file to write.
 * @param {string} source SCSS on one line, its line ends written as a backslash and an n.
 * @param {Bench} [bench]
 * @throws {Error} with Sass's own words for what it does not understand.
 */
export async function writeTheme(output, source, bench = new Bench()) {
	const scss = source.replaceAll("\\n", "\n");
	const standsFor = path.join(bench.appFolder("frappe"), "website_theme.scss");
	const css = await new Preprocessor(bench.lookupFolders()).text(scss, "scss", standsFor);
	const { code } = await esbuild.transform(css, { loader: "css", minify: true });
	writeWhole(output, code);
}
