/** A small bench in a temporary folder, for the builder's tests. */

import fs from "node:fs";
import os from "node:os";
import path from "node:path";

import { Bench } from "../bench.mjs";
import { readOptions } from "../options.mjs";
import { buildAll } from "../pipeline.mjs";

export class ScratchBench extends Bench {
	/** @param {import("node:test").TestContext} context The folder goes when this test ends. */
	constructor(context) {
		const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "scratch-bench-")));
		super(root);
		context.after(() => fs.rmSync(root, { recursive: true, force: true }));
		this.write("sites/apps.txt", "frappe\ndesk\n");
		for (const app of ["frappe", "desk"]) {
			this.write(`apps/${app}/${app}/hooks.py`, "");
			fs.mkdirSync(this.publicFolder(app), { recursive: true });
		}
	}

	/** @param {string} file Relative to the bench. @param {string} content */
	write(file, content) {
		const full = path.join(this.root, file);
		fs.mkdirSync(path.dirname(full), { recursive: true });
		fs.writeFileSync(full, content);
	}

	/** A source below the app `desk`'s public folder. */
	source(file, content) {
		this.write(`apps/desk/desk/public/${file}`, content);
	}

	/** @param {string} file Relative to the bench. */
	read(file) {
		return fs.readFileSync(path.join(this.root, file), "utf8");
	}

	/** @param {...string} words Of the command line. */
	build(...words) {
		return buildAll(this, readOptions(words));
	}

	/** @returns {Record<string, string>} Both manifests in one. */
	manifest() {
		const names = ["assets.json", "assets-rtl.json"];
		return Object.assign({}, ...names.map((name) => JSON.parse(this.read(`sites/assets/${name}`))));
	}

	/** The content of a built bundle, by its key in the manifests. */
	built(key) {
		const url = this.manifest()[key];
		if (!url) throw new Error(`${key} is in no manifest`);
		return this.read(`sites${url}`);
	}

	/** @param {string} app @param {string} folder @returns {string[]} Names of what lies in a dist folder. */
	dist(app, folder) {
		const full = path.join(this.distFolder(app), folder);
		return fs.existsSync(full) ? fs.readdirSync(full).sort() : [];
	}
}
