/**
 * Where things lie in a bench: its apps, its sites folder, its npm packages.
 *
 * A bench is a folder with `apps/`, `sites/` and (here) `node_modules/` side by side. Paths handed out by this
 * module are absolute; nothing that is written to disk carries one.
 */

import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const BUILDER_FOLDER = path.dirname(fileURLToPath(import.meta.url));

/** Something the person at the keyboard can put right; shown without a stack trace. */
export class BuildProblem extends Error {}

export class Bench {
	/** @param {string} [root] The bench's folder; default: the one this builder lies in. */
	constructor(root = path.resolve(BUILDER_FOLDER, "..", "..")) {
		this.root = path.resolve(root);
		this.apps = path.join(this.root, "apps");
		this.sites = path.join(this.root, "sites");
		this.assets = path.join(this.sites, "assets");
		this.cache = path.join(this.root, "var", "cache", "assets");
		// The builder's own packages serve every bench it is pointed at, a test's scratch bench too.
		this.packages = path.resolve(BUILDER_FOLDER, "..", "..", "node_modules");
		this.builder = BUILDER_FOLDER;
	}

	/** @returns {string[]} The apps of `sites/apps.txt`; before that file is there, every app folder. */
	appNames() {
		const list = path.join(this.sites, "apps.txt");
		if (fs.existsSync(list)) {
			const lines = fs.readFileSync(list, "utf8").split("\n");
			return lines.map((line) => line.trim()).filter((line) => line && !line.startsWith("#"));
		}
		return this.#appFolders();
	}

	/** @returns {string[]} Every folder of `apps/` that holds a Frappe app, Frappe itself first. */
	#appFolders() {
		if (!fs.existsSync(this.apps)) return [];
		const names = fs.readdirSync(this.apps).filter((name) => this.hasApp(name));
		return names.sort((left, right) => Number(right === "frappe") - Number(left === "frappe"));
	}

	/** @param {string} app */
	hasApp(app) {
		return fs.existsSync(path.join(this.apps, app, app, "hooks.py"));
	}

	/** The folder an app's package and `package.json` lie in. @param {string} app */
	appFolder(app) {
		return path.join(this.apps, app);
	}

	/** The app's `public` folder, which need not exist. @param {string} app */
	publicFolder(app) {
		return path.join(this.apps, app, app, "public");
	}

	/** Where the app's built files go, seen through the sites folder as the web server sees them. @param {string} app */
	distFolder(app) {
		return path.join(this.assets, app, "dist");
	}

	/**
	 * Folders that a bare import is looked up in: packages an app brings itself, ours, then the apps themselves,
	 * so that `frappe/public/js/x.js` names a file of Frappe.
	 * @returns {string[]}
	 */
	lookupFolders() {
		const names = this.appNames().filter((app) => fs.existsSync(this.appFolder(app)));
		const own = names.map((app) => path.join(this.appFolder(app), "node_modules")).filter(fs.existsSync);
		return [...own, this.packages, ...names.map((app) => this.appFolder(app))];
	}

	/** The bench's `sites/common_site_config.json`, empty when there is none yet. @returns {Record<string, unknown>} */
	commonSiteConfig() {
		const file = path.join(this.sites, "common_site_config.json");
		return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, "utf8")) : {};
	}
}
