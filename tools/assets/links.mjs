/** Makes an app's plain files reachable below `sites/assets`, where the web server looks. */

import fs from "node:fs";
import path from "node:path";

import { pointTo } from "./files.mjs";

/**
 * `sites/assets/<app>` leads to the app's `public` folder, and `sites/assets/<app>/node_modules` to the packages the
 * app serves. A real folder there (made by `bench build --hard-link`) is left alone.
 * @param {import("./bench.mjs").Bench} bench @param {string} app
 */
export function linkPublicFiles(bench, app) {
	const served = path.join(bench.assets, app);
	const isFolder = fs.lstatSync(served, { throwIfNoEntry: false })?.isDirectory();
	if (fs.existsSync(bench.publicFolder(app)) && !isFolder) pointTo(bench.publicFolder(app), served);

	const packages = path.join(bench.appFolder(app), "node_modules");
	const servedPackages = path.join(served, "node_modules");
	const hasFolder = fs.lstatSync(servedPackages, { throwIfNoEntry: false })?.isDirectory();
	if (fs.existsSync(packages) && fs.existsSync(served) && !hasFolder) pointTo(packages, servedPackages);
}

/** Links of apps that have left the bench. @param {import("./bench.mjs").Bench} bench */
export function removeDeadLinks(bench) {
	if (!fs.existsSync(bench.assets)) return;
	for (const name of fs.readdirSync(bench.assets)) {
		const link = path.join(bench.assets, name);
		if (fs.lstatSync(link).isSymbolicLink() && !fs.existsSync(link)) fs.unlinkSync(link);
	}
}
