/** esbuild plugin: an imported `.html` file becomes `frappe.templates["its name"]`. */

import fs from "node:fs/promises";
import path from "node:path";

const COMMENT = /<!--.*?-->/gs;
const CODE = /\{[{%]/;

/**
 * Comments go: the desk's template engine reads quotes in them as its own, and fails on the one of the image viewer.
 * A comment around code stays, since an official bench runs that code.
 * @param {string} html
 */
function withoutComments(html) {
	return html.replace(COMMENT, (comment) => (CODE.test(comment) ? comment : ""));
}

/**
 * The statement that registers a template. The text stands in a template literal, as it does in an official bench:
 * Frappe's own templates rely on a backslash before a quote vanishing there.
 * @param {string} file Path of the template; its base name up to the first dot is the template's name.
 * @param {string} html
 * @returns {string}
 */
export function templateScript(file, html) {
	const name = path.basename(file).split(".")[0];
	const literal = withoutComments(html).replace(/(?<!\\)`/g, "\\`");
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
