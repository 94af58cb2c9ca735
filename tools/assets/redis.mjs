/** The few words of the Redis protocol that the builder needs, so that no client package is installed for them. */

import net from "node:net";

const DEFAULT_PORT = 6379;
const ANSWER_WITHIN_MS = 2000;
/** Frappe keeps rendered pages, which name built files, in hashes that end like this. */
const PAGE_CACHES = ["*|website_page", "*|page_context"];

/** @param {string[]} words @returns {string} */
export function encodeCommand(words) {
	return `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join("")}`;
}

/**
 * One reply from the start of a text.
 * @param {string} text As `latin1`, so that a character is a byte.
 * @param {number} [start]
 * @returns {{ value: any, end: number } | undefined} undefined: more has to come.
 * @throws {Error} for an error reply.
 */
export function decodeReply(text, start = 0) {
	const lineEnd = text.indexOf("\r\n", start);
	if (lineEnd < 0) return undefined;
	const line = text.slice(start + 1, lineEnd);
	const end = lineEnd + 2;
	switch (text[start]) {
		case "-":
			throw new Error(`Redis: ${line}`);
		case "$":
			return decodeBulk(text, end, Number(line));
		case "*":
			return decodeList(text, end, Number(line));
		default:
			return { value: line, end };
	}
}

function decodeBulk(text, start, length) {
	if (length < 0) return { value: null, end: start };
	const end = start + length + 2;
	return text.length < end ? undefined : { value: text.slice(start, start + length), end };
}

function decodeList(text, start, count) {
	const value = [];
	let end = start;
	for (let index = 0; index < count; index += 1) {
		const item = decodeReply(text, end);
		if (!item) return undefined;
		value.push(item.value);
		end = item.end;
	}
	return { value, end };
}

class Connection {
	/** @param {URL} address `redis://[user:password@]host[:port][/database]` or `unix:///path`. */
	constructor(address) {
		const place =
			address.protocol === "unix:"
				? { path: address.pathname }
				: { host: address.hostname, port: Number(address.port || DEFAULT_PORT) };
		this.socket = net.connect(place).setEncoding("latin1").setTimeout(ANSWER_WITHIN_MS);
		this.received = "";
		this.socket.on("data", (text) => {
			this.received += text;
			this.#settle();
		});
		this.socket.on("timeout", () => this.#fail(new Error("Redis does not answer")));
		this.socket.on("error", (error) => this.#fail(error));
		this.socket.on("close", () => this.#fail(new Error("Redis closed the connection")));
	}

	#fail(error) {
		this.failure = error;
		this.waiting?.reject(error);
		this.socket.destroy();
	}

	#settle() {
		try {
			const reply = decodeReply(this.received);
			if (!reply) return;
			this.received = this.received.slice(reply.end);
			this.waiting?.resolve(reply.value);
		} catch (error) {
			this.#fail(error);
		}
	}

	/** @param {...string} words @returns {Promise<any>} */
	ask(...words) {
		if (this.failure) return Promise.reject(this.failure);
		return new Promise((resolve, reject) => {
			this.waiting = { resolve, reject };
			this.socket.write(encodeCommand(words));
		});
	}

	async signIn(address) {
		const [user, password] = [address.username, address.password].map(decodeURIComponent);
		if (password) await this.ask(...["AUTH", user, password].filter(Boolean));
		const database =
			address.protocol === "unix:" ? address.searchParams.get("db") : address.pathname.slice(1);
		if (database) await this.ask("SELECT", database);
	}

	async keysLike(pattern) {
		const keys = [];
		let cursor = "0";
		do {
			const [next, found] = await this.ask("SCAN", cursor, "MATCH", pattern, "COUNT", "1000");
			keys.push(...found);
			cursor = next;
		} while (cursor !== "0");
		return keys;
	}

	close() {
		this.socket.removeAllListeners("close");
		this.socket.destroy();
	}
}

/**
 * @param {string | undefined} url From common_site_config.json.
 * @param {(connection: Connection) => Promise<void>} work
 * @returns {Promise<boolean>} false: there is no Redis to talk to, which is usual before the bench runs.
 */
async function withRedis(url, work) {
	if (!url) return false;
	let connection;
	try {
		const address = new URL(url);
		connection = new Connection(address);
		await connection.signIn(address);
		await work(connection);
		return true;
	} catch {
		// Whatever is wrong with Redis, the files are built; web processes that start later read the new manifest.
		return false;
	} finally {
		connection?.close();
	}
}

/**
 * Make running web processes read the manifest again, and forget pages rendered with the old one.
 * @param {Record<string, unknown>} config @returns {Promise<boolean>} Whether Redis could be told.
 */
export function forgetAssets(config) {
	return withRedis(config.redis_cache, async (connection) => {
		const pages = [];
		for (const pattern of PAGE_CACHES) pages.push(...(await connection.keysLike(pattern)));
		await connection.ask("DEL", "assets_json", ...pages);
	});
}

/**
 * Tell open desk pages that a build ended (the overlay of developer mode shows it).
 * @param {Record<string, unknown>} config @param {object} message @returns {Promise<boolean>}
 */
export function announceBuild(config, message) {
	return withRedis(config.redis_queue, async (connection) => {
		await connection.ask("PUBLISH", "events", JSON.stringify({ event: "build_event", message }));
	});
}
