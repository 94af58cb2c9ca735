/** Files written whole or not at all: a reader never sees half of one, whenever the builder is killed. */

import { randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";

/** Marks what a killed build may leave behind; the next build removes it. */
export const PARTIAL = ".partial-";

/** @param {string} file @param {string | Buffer} content */
export function writeWhole(file, content) {
	fs.mkdirSync(path.dirname(file), { recursive: true });
	const partial = path.join(path.dirname(file), `${PARTIAL}${randomBytes(6).toString("hex")}`);
	fs.writeFileSync(partial, content);
	fs.renameSync(partial, file);
}

/** @param {string} file @returns {any} The file's content, or undefined when it is missing or not JSON. */
export function readJson(file) {
	try {
		return JSON.parse(fs.readFileSync(file, "utf8"));
	} catch (error) {
		if (error.code === "ENOENT" || error instanceof SyntaxError) return undefined;
		throw error;
	}
}

/**
 * Make `link` a relative symbolic link to `target`, whatever link stood there before.
 * @param {string} target @param {string} link
 */
export function pointTo(target, link) {
	fs.mkdirSync(path.dirname(link), { recursive: true });
	// The folder the link lies in may itself be reached through a link; the relative way starts at its real place.
	const wanted = path.relative(fs.realpathSync(path.dirname(link)), target);
	if (fs.lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink() && fs.readlinkSync(link) === wanted)
		return;
	const partial = path.join(path.dirname(link), `${PARTIAL}${randomBytes(6).toString("hex")}`);
	fs.symlinkSync(wanted, partial);
	fs.renameSync(partial, link);
}
