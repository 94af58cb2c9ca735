/** The command line of the builder: the options that `frappe/build.py` passes, and a few of our own. */

import { parseArgs } from "node:util";

import { BuildProblem } from "./bench.mjs";

export const USAGE = `Usage: node tools/assets/build.mjs [options]

  --apps a,b             build these apps only (default: all of sites/apps.txt)
  --skip_frappe          leave Frappe's own files as they are
  --files app/x.bundle.js,…
                         build these bundles only
  --production           minified
  --watch                build, then rebuild whatever changes
  --live-reload          with --watch: open desk pages reload by themselves
  --run-build-command    afterwards run the "build" script of each app's own package.json
  --save-metafiles       write what went into each file to meta-<app>.json
  --using-cached         write assets.json from the files that are built already
  --force                build even if nothing changed
  --frame FOLDER         write what "bench build" needs into Frappe's app folder, and build nothing
  --bench FOLDER         another bench than the one this builder lies in
`;

const FLAGS = [
	"skip_frappe",
	"production",
	"watch",
	"live-reload",
	"run-build-command",
	"save-metafiles",
	"using-cached",
	"force",
	"help",
];
const VALUES = ["apps", "files", "frame", "bench"];

/**
 * @typedef {object} Options
 * @property {string[]} apps Apps to build; empty: all.
 * @property {string[]} files Bundles to build, as `app/name.bundle.js`; empty: all.
 * @property {boolean} skipFrappe
 * @property {boolean} production
 * @property {boolean} watch
 * @property {boolean} liveReload
 * @property {boolean} runBuildCommand
 * @property {boolean} saveMetafiles
 * @property {boolean} usingCached
 * @property {boolean} force
 * @property {boolean} help
 * @property {string | undefined} frame
 * @property {string | undefined} bench
 */

/** @param {string | undefined} text @returns {string[]} */
function commaList(text) {
	return (text ?? "")
		.split(",")
		.map((part) => part.trim())
		.filter(Boolean);
}

/**
 * @param {string[]} argv The arguments after the script's name.
 * @returns {Options}
 * @throws {BuildProblem} for an unknown option or one without its value.
 */
export function readOptions(argv) {
	const known = Object.fromEntries([
		...FLAGS.map((name) => [name, { type: "boolean", default: false }]),
		...VALUES.map((name) => [name, { type: "string" }]),
	]);
	let values;
	try {
		({ values } = parseArgs({ args: argv, options: known, allowPositionals: false }));
	} catch (error) {
		throw new BuildProblem(`${error.message}\n\n${USAGE}`);
	}
	return {
		apps: commaList(values.apps),
		files: commaList(values.files),
		skipFrappe: values.skip_frappe,
		production: values.production,
		watch: values.watch,
		liveReload: values["live-reload"],
		runBuildCommand: values["run-build-command"],
		saveMetafiles: values["save-metafiles"],
		usingCached: values["using-cached"],
		force: values.force,
		help: values.help,
		frame: values.frame,
		bench: values.bench,
	};
}
