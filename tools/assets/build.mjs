#!/usr/bin/env node
/** The asset builder's entry: does for the local bench what `bench build` promises. See USAGE in options.mjs. */

import path from "node:path";

import { runBuildCommands } from "./app_commands.mjs";
import { Bench, BuildProblem } from "./bench.mjs";
import { writeWhole } from "./files.mjs";
import { writeFrame } from "./frame.mjs";
import { readOptions, USAGE } from "./options.mjs";
import { buildAll, useBuiltFiles } from "./pipeline.mjs";
import { announceBuild, forgetAssets } from "./redis.mjs";
import { watchFolders } from "./watch.mjs";

const say = (line) => process.stdout.write(`${line}\n`);
const complain = (line) => process.stderr.write(`${line}\n`);

/** @param {number} start From performance.now(). */
function seconds(start) {
	return `${((performance.now() - start) / 1000).toFixed(1)} s`;
}

/** @param {import("./pipeline.mjs").AppResult} result @returns {string} */
function summary({ app, written, rebuilt }) {
	if (!written.length) return `${app}: no bundles`;
	const styles = written.filter(({ url }) => url.includes("/css/")).length;
	const mirrored = written.filter(({ rightToLeft }) => rightToLeft).length;
	const scripts = written.length - styles - mirrored;
	const what = `${scripts} scripts, ${styles} style sheets, ${mirrored} right-to-left`;
	return `${app}: ${rebuilt ? what : `unchanged (${what})`}`;
}

/** @param {unknown} error @returns {Promise<string[]>} What to show: a problem's words, or the place in the source. */
async function explain(error) {
	if (error instanceof BuildProblem) return [error.message];
	if (!Array.isArray(error?.errors)) return [error?.stack ?? String(error)];
	const { formatMessages } = await import("esbuild");
	// The notes of our own plugins say where in the builder they are called from, which helps nobody.
	const messages = error.errors.map((message) =>
		message.pluginName ? { ...message, notes: [] } : message,
	);
	return formatMessages(messages, { kind: "error", color: process.stderr.isTTY, terminalWidth: 100 });
}

function saveMetafiles(results) {
	for (const { app, metafiles } of results.filter(({ rebuilt }) => rebuilt)) {
		const merged = { inputs: {}, outputs: {} };
		for (const { inputs, outputs } of metafiles) {
			Object.assign(merged.inputs, inputs);
			Object.assign(merged.outputs, outputs);
		}
		const file = path.resolve(`meta-${app}.json`);
		writeWhole(file, JSON.stringify(merged));
		say(`Saved ${file}`);
	}
}

async function build(bench, options) {
	const start = performance.now();
	const { results, news } = await buildAll(bench, options);
	for (const result of results) say(summary(result));
	if (options.saveMetafiles) saveMetafiles(results);
	if (news.length || results.some(({ rebuilt }) => rebuilt)) await forgetAssets(bench.commonSiteConfig());
	if (options.runBuildCommand && !options.watch) {
		runBuildCommands(
			bench,
			results.map(({ app }) => app),
		);
	}
	say(`Assets ready in ${seconds(start)}`);
	return news;
}

/** One round of watching: a mistake in a source is shown here and in the desk, and the next change tries again. */
async function rebuild(bench, options) {
	const config = bench.commonSiteConfig();
	try {
		const news = await build(bench, options);
		if (!news.length) return;
		const message = { success: true, changed_files: news, live_reload: options.liveReload };
		await announceBuild(config, message);
	} catch (error) {
		const lines = await explain(error);
		complain(lines.join("\n"));
		const places = (error.errors ?? []).map(({ location, text }) => ({ location, text }));
		await announceBuild(config, { error: { errors: places }, formatted: lines, stack: "" });
	}
}

async function watch(bench, options) {
	const round = { ...options, force: false };
	await rebuild(bench, options);
	const apps = options.apps.length ? options.apps : bench.appNames();
	watchFolders(
		apps.map((app) => bench.publicFolder(app)),
		() => rebuild(bench, round),
	);
	say("Watching for changes; stop with Ctrl-C");
}

async function main(argv) {
	const options = readOptions(argv);
	if (options.help) return say(USAGE);
	const bench = new Bench(options.bench);
	if (options.frame) {
		const missing = writeFrame(bench, options.frame);
		if (missing.length)
			complain(`Not installed yet: ${missing.join(", ")} (npm ci in the bench's folder)`);
		return undefined;
	}
	if (options.usingCached) {
		if (useBuiltFiles(bench, options).length) await forgetAssets(bench.commonSiteConfig());
		return undefined;
	}
	return options.watch ? watch(bench, options) : build(bench, options);
}

try {
	await main(process.argv.slice(2));
} catch (error) {
	complain((await explain(error)).join("\n"));
	process.exitCode = 1;
}
