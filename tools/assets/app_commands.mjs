/** Runs the "build" script that an app may have in its own `package.json`, as `bench build` promises. */

import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

import { BuildProblem } from "./bench.mjs";
import { readJson } from "./files.mjs";

/** @param {import("./bench.mjs").Bench} bench @param {string} folder @param {string[]} words */
function yarn(bench, folder, words) {
	const script = path.join(bench.packages, "yarn", "bin", "yarn.js");
	const { status } = spawnSync(process.execPath, [script, ...words], { cwd: folder, stdio: "inherit" });
	if (status !== 0) throw new BuildProblem(`"yarn ${words.join(" ")}" failed in ${folder}`);
}

/**
 * @param {import("./bench.mjs").Bench} bench
 * @param {string[]} apps Frappe among them is left out: its build script is this builder.
 * @throws {BuildProblem} when a script fails.
 */
export function runBuildCommands(bench, apps) {
	for (const app of apps.filter((name) => name !== "frappe")) {
		const folder = bench.appFolder(app);
		if (!readJson(path.join(folder, "package.json"))?.scripts?.build) continue;
		if (!fs.existsSync(path.join(folder, "node_modules"))) yarn(bench, folder, ["install"]);
		yarn(bench, folder, ["run", "build"]);
	}
}
