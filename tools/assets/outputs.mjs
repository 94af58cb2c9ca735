/** Gives built files their final names, writes them with compressed copies, and removes those of earlier builds. */

import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import zlib from "node:zlib";

import { PARTIAL, writeWhole } from "./files.mjs";

const gzip = promisify(zlib.gzip);
const HASH_LENGTH = 8;
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const FOLDERS = ["js", "css", "css-rtl"];
const HASHED = /^(.+\.bundle)\.([A-Z2-7]{8})\.(js|css)(\.map)?(\.gz)?$/;

/** @param {string} text @returns {string} Eight characters that stand for the text: 40 bits of its SHA-256. */
export function contentHash(text) {
	const digest = createHash("sha256").update(text).digest();
	return Array.from(digest.subarray(0, HASH_LENGTH), (byte) => ALPHABET[byte % ALPHABET.length]).join("");
}

/**
 * The parts of a built file's name.
 * @param {string} name
 * @returns {{ stem: string, extension: string, isMap: boolean, isCompressed: boolean } | undefined} undefined: not ours.
 */
export function parseOutputName(name) {
	const match = HASHED.exec(name);
	if (!match) return undefined;
	return { stem: match[1], extension: match[3], isMap: Boolean(match[4]), isCompressed: Boolean(match[5]) };
}

/** Content-named files never change, so one of the right size is the right one. */
function writeOnce(file, content) {
	const size = fs.statSync(file, { throwIfNoEntry: false })?.size;
	if (size !== content.length) writeWhole(file, content);
}

/**
 * @param {import("./bench.mjs").Bench} bench
 * @param {import("./scripts.mjs").BuiltFile} built
 * @returns {Promise<WrittenFile>}
 * @typedef {object} WrittenFile
 * @property {string} key As in assets.json.
 * @property {boolean} rightToLeft
 * @property {string} url Address the file is served at.
 * @property {string[]} paths What was written, relative to the app's dist folder.
 */
export async function writeOutput(bench, { entry, folder, text, map }) {
	const extension = entry.kind;
	const base = `${entry.name}.${contentHash(text)}.${extension}`;
	const whole = Buffer.from(map ? `${text}//# sourceMappingURL=${base}.map\n` : text);
	const target = path.join(bench.distFolder(entry.app), folder, base);
	const paths = [base, `${base}.gz`];
	writeOnce(target, whole);
	writeOnce(`${target}.gz`, await gzip(whole, { level: zlib.constants.Z_BEST_COMPRESSION }));
	if (map) {
		writeOnce(`${target}.map`, Buffer.from(map));
		paths.push(`${base}.map`);
	}
	return {
		key: entry.key,
		rightToLeft: folder === "css-rtl",
		url: `/assets/${entry.app}/dist/${folder}/${base}`,
		paths: paths.map((name) => `${folder}/${name}`),
	};
}

/** @param {string} dist @returns {string[]} Every built or half-written file, relative to the dist folder. */
function ourFiles(dist) {
	return FOLDERS.flatMap((folder) => {
		const full = path.join(dist, folder);
		if (!fs.existsSync(full)) return [];
		const names = fs
			.readdirSync(full)
			.filter((name) => parseOutputName(name) || name.startsWith(PARTIAL));
		return names.map((name) => `${folder}/${name}`);
	});
}

/**
 * Remove built files that no longer belong to anything.
 * @param {string} dist
 * @param {string[]} current What to keep, relative to the dist folder.
 * @param {boolean} everything Whether `current` is all that the app has; else only other versions of the same
 *   files go.
 */
export function removeStale(dist, current, everything) {
	const keep = new Set(current);
	const stemOf = (file) => `${path.dirname(file)}/${parseOutputName(path.basename(file))?.stem}`;
	const rebuilt = new Set(current.map(stemOf));
	for (const file of ourFiles(dist)) {
		if (!keep.has(file) && (everything || rebuilt.has(stemOf(file))))
			fs.unlinkSync(path.join(dist, file));
	}
}

/** @param {string} dist @returns {{ folder: string, name: string, stem: string, extension: string }[]} Newest last. */
export function builtFiles(dist) {
	const files = ourFiles(dist).map((file) => ({ file, parts: parseOutputName(path.basename(file)) }));
	const age = (file) => fs.statSync(path.join(dist, file)).mtimeMs;
	return files
		.filter(({ parts }) => parts && !parts.isMap && !parts.isCompressed)
		.sort((left, right) => age(left.file) - age(right.file))
		.map(({ file, parts }) => ({ folder: path.dirname(file), name: path.basename(file), ...parts }));
}
