/** From an app's sources to files below `sites/assets` and entries in the manifests. */

import { BuildProblem } from "./bench.mjs";
import { findEntries, selectEntries } from "./entries.mjs";
import { linkPublicFiles, removeDeadLinks } from "./links.mjs";
import { updateManifests, writtenEarlier } from "./manifest.mjs";
import { removeStale, writeOutput } from "./outputs.mjs";
import { Stamps } from "./stamp.mjs";

/**
 * @typedef {object} AppResult
 * @property {string} app
 * @property {import("./outputs.mjs").WrittenFile[]} written
 * @property {boolean} rebuilt false: nothing had changed since the last build.
 * @property {boolean} everything false: only some of the app's bundles were asked for.
 * @property {object[]} metafiles
 */

/** Compile without writing; loads the compilers, which a build without news does without. */
async function compile(bench, entries, production) {
	const [{ Preprocessor }, { buildScripts }, { buildStyles }] = await Promise.all([
		import("./preprocess.mjs"),
		import("./scripts.mjs"),
		import("./styles.mjs"),
	]);
	const preprocessor = new Preprocessor(bench.lookupFolders());
	const settings = { production, preprocessor };
	const results = await Promise.all([
		buildScripts(
			bench,
			entries.filter(({ kind }) => kind === "js"),
			settings,
		),
		buildStyles(
			bench,
			entries.filter(({ kind }) => kind === "css"),
			settings,
		),
	]);
	return { results: results.flat(), inputs: [...preprocessor.inputs] };
}

/** @returns {Promise<AppResult>} */
async function buildApp(bench, app, options, stamps) {
	const everything = !options.files.length;
	const entries = selectEntries(findEntries(bench, app), options.files);
	const earlier =
		everything && !options.force && !options.saveMetafiles ? stamps.unchanged(app) : undefined;
	if (earlier || !entries.length) {
		return { app, written: earlier ?? [], rebuilt: false, everything, metafiles: [] };
	}
	const { results, inputs } = await compile(bench, entries, options.production);
	const built = results.flatMap(({ files }) => files);
	const written = await Promise.all(built.map((file) => writeOutput(bench, file)));
	if (everything) stamps.remember(app, [...inputs, ...results.flatMap((result) => result.inputs)], written);
	else stamps.forget(app);
	return { app, written, rebuilt: true, everything, metafiles: results.map(({ metafile }) => metafile) };
}

/** @returns {string[]} The apps this build is about. */
function chosenApps(bench, options) {
	const named = options.files.map((file) => file.split("/")[0]);
	const wanted = [...options.apps, ...named];
	const apps = wanted.length ? [...new Set(wanted)] : bench.appNames();
	const missing = apps.filter((app) => !bench.hasApp(app));
	if (missing.length) throw new BuildProblem(`No such app in apps/: ${missing.join(", ")}`);
	return apps.filter((app) => !(options.skipFrappe && app === "frappe"));
}

/** Enter everything into the manifests first, then remove what they no longer name. */
function publish(bench, results) {
	const apps = [...new Set([...bench.appNames(), ...results.map(({ app }) => app)])];
	const whole = results.filter(({ everything }) => everything);
	const written = results.flatMap((result) => result.written);
	const news = updateManifests(bench, written, { replaced: whole.map(({ app }) => app), apps });
	for (const { app, written: files, everything, rebuilt } of results) {
		if (rebuilt || everything) {
			removeStale(
				bench.distFolder(app),
				files.flatMap(({ paths }) => paths),
				everything,
			);
		}
	}
	return news;
}

/**
 * Build what has changed.
 * @param {import("./bench.mjs").Bench} bench
 * @param {import("./options.mjs").Options} options
 * @returns {Promise<{ results: AppResult[], news: string[] }>} `news`: addresses that stand in a manifest now and did
 *   not before.
 * @throws {BuildProblem} for something the caller asked for that cannot be; esbuild's BuildFailure for bad sources.
 *   Either leaves the files and manifests of the last good build as they are.
 */
export async function buildAll(bench, options) {
	const apps = chosenApps(bench, options);
	const stamps = new Stamps(bench, options.production);
	removeDeadLinks(bench);
	for (const app of apps) linkPublicFiles(bench, app);
	const results = [];
	// App by app: one app's compilers use every processor there is.
	for (const app of apps) results.push(await buildApp(bench, app, options, stamps));
	return { results, news: publish(bench, results) };
}

/**
 * Write the manifests from what lies in the dist folders, without compiling.
 * @param {import("./bench.mjs").Bench} bench @param {import("./options.mjs").Options} options
 * @returns {string[]} Addresses that are new.
 */
export function useBuiltFiles(bench, options) {
	const apps = chosenApps(bench, options);
	for (const app of apps) linkPublicFiles(bench, app);
	const written = apps.flatMap((app) => writtenEarlier(bench, app));
	return updateManifests(bench, written, { replaced: apps, apps: bench.appNames() });
}
