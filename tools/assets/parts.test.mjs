import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import path from "node:path";
import test from "node:test";

import { packagesLoadedByAddress, writeFrame } from "./frame.mjs";
import { contentHash, parseOutputName } from "./outputs.mjs";
import { announceBuild, decodeReply, encodeCommand, forgetAssets } from "./redis.mjs";
import { ScratchBench } from "./testing/scratch_bench.mjs";
import { watchFolders } from "./watch.mjs";

test("a hash stands for the text alone", () => {
	assert.equal(contentHash("a"), contentHash("a"));
	assert.notEqual(contentHash("a"), contentHash("b"));
	assert.match(contentHash(""), /^[A-Z2-7]{8}$/);
});

test("only names that the builder gives are taken for its own", () => {
	assert.equal(parseOutputName("desk.bundle.js"), undefined);
	assert.equal(parseOutputName("desk.ABCDEFGH.js"), undefined);
	assert.deepEqual(parseOutputName("desk.bundle.ABCDEFGH.js.map"), {
		stem: "desk.bundle",
		extension: "js",
		isMap: true,
		isCompressed: false,
	});
});

test("Redis replies, whole and in parts", () => {
	assert.equal(encodeCommand(["DEL", "ä"]), "*2\r\n$3\r\nDEL\r\n$2\r\nä\r\n");
	assert.deepEqual(decodeReply("*2\r\n$1\r\n0\r\n*1\r\n$3\r\na\r\n\r\n").value, ["0", ["a\r\n"]]);
	assert.deepEqual(decodeReply(":1\r\n").value, "1");
	assert.deepEqual(decodeReply("$-1\r\n").value, null);
	for (const part of ["", "*2\r\n$1\r\n0", "$5\r\nab"]) assert.equal(decodeReply(part), undefined);
	assert.throws(() => decodeReply("-NOAUTH sign in\r\n"), /NOAUTH sign in/);
});

/** A server that notes commands and answers each by `answer(words)`. */
async function fakeRedis(context, answer) {
	const asked = [];
	const server = net.createServer((socket) => {
		socket.on("data", (data) => {
			const { value } = decodeReply(data.toString("latin1"));
			asked.push(value);
			socket.write(answer(value));
		});
	});
	await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
	context.after(() => server.close());
	return { asked, port: server.address().port };
}

test("web processes are told to read the manifest again", async (context) => {
	const { asked, port } = await fakeRedis(context, ([word, , , pattern]) => {
		if (word !== "SCAN") return ":1\r\n";
		return pattern === "*|website_page"
			? "*2\r\n$1\r\n0\r\n*1\r\n$8\r\ndb|pages\r\n"
			: "*2\r\n$1\r\n0\r\n*0\r\n";
	});
	const told = await forgetAssets({ redis_cache: `redis://:word@127.0.0.1:${port}/2` });
	assert.equal(told, true);
	assert.deepEqual(asked[0], ["AUTH", "word"]);
	assert.deepEqual(asked[1], ["SELECT", "2"]);
	assert.deepEqual(asked.at(-1), ["DEL", "assets_json", "db|pages"]);
});

test("desk pages hear of a build on the channel of live updates", async (context) => {
	const { asked, port } = await fakeRedis(context, () => ":0\r\n");
	await announceBuild({ redis_queue: `redis://127.0.0.1:${port}` }, { success: true });
	assert.deepEqual(asked[0].slice(0, 2), ["PUBLISH", "events"]);
	assert.deepEqual(JSON.parse(asked[0][2]), { event: "build_event", message: { success: true } });
});

test("no Redis, a wrong address or a refusal: the build goes on", async (context) => {
	const { port } = await fakeRedis(context, () => "-ERR no\r\n");
	assert.equal(await forgetAssets({}), false);
	assert.equal(await forgetAssets({ redis_cache: "nonsense" }), false);
	assert.equal(await forgetAssets({ redis_cache: "redis://127.0.0.1:1" }), false);
	assert.equal(await forgetAssets({ redis_cache: `redis://127.0.0.1:${port}` }), false);
});

test("the frame: scripts that call the builder, packages served, themes compiled", async (context) => {
	const bench = new ScratchBench(context);
	const app = path.join(bench.apps, "frappe");
	bench.write(
		"apps/frappe/frappe/public/js/code.js",
		`frappe.require("/assets/frappe/node_modules/ace-builds/src/ace.js", "assets/frappe/node_modules/@a/b.c/x.css");`,
	);
	fs.mkdirSync(path.join(app, "node_modules"));
	fs.symlinkSync("nowhere", path.join(app, "node_modules", "left-over"));
	assert.deepEqual(packagesLoadedByAddress(path.join(app, "frappe")), ["@a/b.c", "ace-builds"]);
	assert.deepEqual(writeFrame(bench, app), ["@a/b.c"]);

	const { scripts } = JSON.parse(bench.read("apps/frappe/package.json"));
	assert.ok(!path.isAbsolute(scripts.production.split(" ")[1]));
	assert.match(scripts.production, /tools\/assets\/build\.mjs --production$/);
	assert.deepEqual(fs.readdirSync(path.join(app, "node_modules")), ["@a", "ace-builds"]);

	const output = path.join(bench.root, "theme.css");
	const compile = (scss) =>
		spawnSync(process.execPath, ["generate_bootstrap_theme.js", output, scss], {
			cwd: app,
			encoding: "utf8",
		});
	const good = compile(
		'// a comment\\n$c: red;\\n@import "~bootstrap/scss/functions";\\n.a { b { color: $c } }',
	);
	assert.equal(good.stderr, "");
	assert.equal(fs.readFileSync(output, "utf8"), ".a b{color:red}\n");
	const bad = compile(".a { color: $c }");
	assert.equal(bad.status, 1);
	assert.match(bad.stderr, /Undefined variable/);
});

test("served packages are reached below the app's assets", async (context) => {
	const bench = new ScratchBench(context);
	bench.write(
		"apps/frappe/frappe/public/js/c.js",
		'"/assets/frappe/node_modules/js-sha256/build/sha256.min.js"',
	);
	writeFrame(bench, path.join(bench.apps, "frappe"));
	await bench.build();
	assert.ok(bench.read("sites/assets/frappe/node_modules/js-sha256/package.json").includes("js-sha256"));
});

test("watching: a change in a new folder is seen, calls never overlap", async (context) => {
	const bench = new ScratchBench(context);
	let calls = 0;
	let running = 0;
	let seen;
	const stop = watchFolders([bench.publicFolder("desk")], async () => {
		running += 1;
		assert.equal(running, 1);
		await new Promise((resolve) => setTimeout(resolve, 50));
		running -= 1;
		calls += 1;
		seen?.();
	});
	context.after(stop);
	const next = () => new Promise((resolve) => (seen = resolve));
	bench.source("js/a.js", "1;");
	await next();
	bench.source("js/a.js", "2;");
	await next();
	bench.source("dist/js/x.js", "built");
	assert.ok(calls >= 2);
});
