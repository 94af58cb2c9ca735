/** Turns Sass and Less into CSS, with the imports that Frappe's sources use. */

import fs from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import less from "less";
import { compileStringAsync, Logger } from "sass-embedded";

const SASS_SYNTAX = { ".scss": "scss", ".sass": "indented" };

export class Preprocessor {
	/** @param {string[]} lookupFolders Folders for imports that are not relative, see `Bench.lookupFolders`. */
	constructor(lookupFolders) {
		this.lookupFolders = lookupFolders;
		/** Every file that went into something, for the stamp. @type {Set<string>} */
		this.inputs = new Set();
		this.compiled = new Map();
	}

	/**
	 * A file as CSS. Each file is compiled once; the right-to-left copy starts from the same text.
	 * @param {string} file
	 * @returns {Promise<string>}
	 */
	file(file) {
		if (!this.compiled.has(file)) {
			this.inputs.add(file);
			const source = fs.readFileSync(file, "utf8");
			this.compiled.set(file, this.text(source, path.extname(file).slice(1), file));
		}
		return this.compiled.get(file);
	}

	/**
	 * @param {string} source
	 * @param {string} language `css`, `scss`, `sass` or `less`.
	 * @param {string} file Where the text stands, for relative imports.
	 * @returns {Promise<string>}
	 */
	async text(source, language, file) {
		if (language === "css") return source;
		return language === "less" ? this.#less(source, file) : this.#sass(source, `.${language}`, file);
	}

	async #sass(source, extension, file) {
		const result = await compileStringAsync(source, {
			syntax: SASS_SYNTAX[extension],
			url: pathToFileURL(file),
			importers: [{ findFileUrl: (name) => this.#packageUrl(name) }],
			loadPaths: this.lookupFolders,
			// Frappe's styles use what Sass calls deprecated; that is not for the person who runs a build.
			logger: Logger.silent,
			charset: false,
		});
		for (const url of result.loadedUrls) {
			if (url.protocol === "file:") this.inputs.add(fileURLToPath(url));
		}
		return result.css;
	}

	/** `~package/path` names a file of an npm package. */
	#packageUrl(name) {
		if (!name.startsWith("~")) return null;
		const wanted = name.slice(1);
		const home = this.lookupFolders.find((folder) =>
			fs.existsSync(path.join(folder, wanted.split("/")[0])),
		);
		return home ? pathToFileURL(path.join(home, wanted)) : null;
	}

	async #less(source, file) {
		const result = await less.render(source, {
			filename: file,
			paths: [path.dirname(file), ...this.lookupFolders],
			javascriptEnabled: false,
		});
		for (const imported of result.imports) this.inputs.add(path.resolve(imported));
		return result.css;
	}
}
