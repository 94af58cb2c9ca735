/** esbuild plugin: an imported `.html` file becomes `frappe.templates["its name"]`. */

import fs from "node:fs/promises";
import path from "node:path";

/**
 * The statement that registers a template. The text stands in a template literal, as it does in an official bench:
 * Frappe's own templates rely on a backslash before a quote vanishing there.
 * @param {string} file Path of the template; its base name up to the first dot is the template's name.
 * @param {string} html
 * @returns {string}
 */
export function templateScript(file, html) {
	const name = path.basename(file).split(".")[0];
	const literal = html.replace(/(?<!\\)`/g, "\\`");
	return `frappe.templates[${JSON.stringify(name)}] = \`${literal}\`;\n`;
}

/** @returns {import("esbuild").Plugin} */
export function htmlTemplates() {
	return {
		name: "frappe-html-templates",
		setup(build) {
			build.onLoad({ filter: /\.html$/ }, async ({ path: file }) => ({
				contents: templateScript(file, await fs.readFile(file, "utf8")),
				loader: "js",
				watchFiles: [file],
			}));
		},
	};
}
