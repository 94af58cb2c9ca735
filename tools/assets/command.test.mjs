import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";

import { ScratchBench } from "./testing/scratch_bench.mjs";

test("the command line: status, output, a wrong option, --using-cached", async (context) => {
	const bench = new ScratchBench(context);
	const call = (...words) =>
		spawnSync(
			process.execPath,
			[path.join(bench.builder, "build.mjs"), "--bench", bench.root, ...words],
			{
				encoding: "utf8",
			},
		);
	bench.source("js/page.bundle.js", "window.a = 1;");
	bench.source("scss/page.bundle.scss", ".a { left: 0; }");
	const good = call("--production", "--run-build-command");
	assert.equal(good.status, 0, good.stderr);
	assert.match(good.stdout, /^desk: 1 scripts, 1 style sheets, 1 right-to-left$/m);

	const before = bench.manifest();
	fs.rmSync(path.join(bench.assets, "assets.json"));
	fs.rmSync(path.join(bench.assets, "assets-rtl.json"));
	assert.equal(call("--using-cached").status, 0);
	assert.deepEqual(bench.manifest(), before);

	const wrong = call("--colour", "red");
	assert.equal(wrong.status, 1);
	assert.match(wrong.stderr, /Unknown option '--colour'/);
	bench.source("js/page.bundle.js", "window.a = ;");
	const bad = call();
	assert.equal(bad.status, 1);
	assert.match(bad.stderr, /page\.bundle\.js:1:11/);
	assert.match(bad.stderr, /Unexpected ";"/);
});
