/**
 * Remembers what an app's files were built from, so that a build without news costs a fraction of a second.
 *
 * The stamp is made of contents, not of times: a fresh clone or a restored copy of the same sources matches.
 */

import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";

import { filesBelow } from "./entries.mjs";
import { readJson, writeWhole } from "./files.mjs";

const SOURCE = /\.(?:[cm]?js|ts|jsx|tsx|vue|css|scss|sass|less|html|json)$/;
const TEST = /\.test\.mjs$/;

/** @param {string[]} files @returns {string} Adds names and contents; a missing file counts as such. */
function digestOf(root, files) {
	const hash = createHash("sha256");
	for (const file of [...new Set(files)].sort()) {
		const content = fs.existsSync(file) ? fs.readFileSync(file) : "missing";
		hash.update(`${path.relative(root, file)}\0${content.length}\0`).update(content);
	}
	return hash.digest("hex");
}

/** The builder itself and the packages it builds from. @param {import("./bench.mjs").Bench} bench */
function builderFiles(bench) {
	const modules = fs.readdirSync(bench.builder).filter((name) => name.endsWith(".mjs") && !TEST.test(name));
	return [
		...modules.map((name) => path.join(bench.builder, name)),
		// Written by npm for each installation: other versions, another file.
		path.join(bench.packages, ".package-lock.json"),
	];
}

/**
 * @typedef {object} Stamp
 * @property {string} digest
 * @property {string[]} elsewhere Sources outside the app's public folder, relative to the bench.
 * @property {import("./outputs.mjs").WrittenFile[]} written
 */

export class Stamps {
	/** @param {import("./bench.mjs").Bench} bench @param {boolean} production */
	constructor(bench, production) {
		this.bench = bench;
		this.production = production;
	}

	#file(app) {
		return path.join(this.bench.cache, `${app}.json`);
	}

	#digest(app, elsewhere) {
		const { bench } = this;
		const own = filesBelow(bench.publicFolder(app)).filter((file) => SOURCE.test(file));
		const others = elsewhere.map((file) => path.join(bench.root, file));
		const mode = this.production ? "production" : "development";
		// Which apps there are decides what a bare import finds.
		return [
			mode,
			bench.appNames().join(),
			digestOf(bench.root, [...builderFiles(bench), ...own, ...others]),
		].join(" ");
	}

	/**
	 * @param {string} app
	 * @returns {import("./outputs.mjs").WrittenFile[] | undefined} What the app's last build wrote, if it was made from
	 *   these very sources in this mode and is all still there; else undefined.
	 */
	unchanged(app) {
		/** @type {Stamp | undefined} */
		const stamp = readJson(this.#file(app));
		if (!stamp || stamp.digest !== this.#digest(app, stamp.elsewhere)) return undefined;
		const dist = this.bench.distFolder(app);
		const complete = stamp.written.every(({ paths }) =>
			paths.every((file) => fs.existsSync(path.join(dist, file))),
		);
		return complete ? stamp.written : undefined;
	}

	/** @param {string} app @param {string[]} inputs @param {import("./outputs.mjs").WrittenFile[]} written */
	remember(app, inputs, written) {
		const { bench } = this;
		const outside = inputs.filter((file) =>
			path.relative(bench.publicFolder(app), file).startsWith(".."),
		);
		const elsewhere = outside
			.filter((file) => !file.startsWith(bench.packages + path.sep))
			.map((file) => path.relative(bench.root, file));
		const stamp = {
			digest: this.#digest(app, elsewhere),
			elsewhere: [...new Set(elsewhere)].sort(),
			written,
		};
		writeWhole(this.#file(app), `${JSON.stringify(stamp)}\n`);
	}

	/** @param {string} app */
	forget(app) {
		fs.rmSync(this.#file(app), { force: true });
	}
}
