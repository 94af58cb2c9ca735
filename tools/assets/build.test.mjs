import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";
import vm from "node:vm";
import zlib from "node:zlib";

import { BuildProblem } from "./bench.mjs";
import { ScratchBench } from "./testing/scratch_bench.mjs";

/** Run a built script with just enough of a page around it. */
function run(code) {
	const styles = [];
	const document = {
		head: { appendChild: (element) => styles.push(element.textContent) },
		createElement: () => ({}),
	};
	const window = {};
	const frappe = { templates: {} };
	vm.runInNewContext(code, { window, document, frappe, console });
	return { window, frappe, styles };
}

test("a script is bundled, named by its content, mapped and compressed", async (context) => {
	const bench = new ScratchBench(context);
	bench.source("js/part.js", "export function answer() { return new Date(42).getTime(); }");
	bench.source("js/page.bundle.js", 'import { answer } from "./part.js"; window.answer = answer();');
	await bench.build("--production");

	const url = bench.manifest()["page.bundle.js"];
	assert.match(url, /^\/assets\/desk\/dist\/js\/page\.bundle\.[A-Z2-7]{8}\.js$/);
	const code = bench.read(`sites${url}`);
	assert.equal(run(code).window.answer, 42);
	assert.match(code, new RegExp(`sourceMappingURL=${path.basename(url)}\\.map`));
	const compressed = fs.readFileSync(path.join(bench.root, `sites${url}.gz`));
	assert.equal(zlib.gunzipSync(compressed).toString(), code);
	const map = JSON.parse(bench.read(`sites${url}.map`));
	assert.ok(map.sources.some((name) => name.endsWith("js/part.js")));
	assert.ok(!JSON.stringify(map).includes(bench.root), "no path of this machine in what is served");
});

test("TypeScript, imports through the app's name, and globals set by another bundle", async (context) => {
	const bench = new ScratchBench(context);
	bench.write("apps/frappe/frappe/public/js/tool.js", "export const tool = 'from frappe';");
	bench.source("js/own.js", "export const own = 'from desk';");
	bench.source(
		"js/typed.bundle.ts",
		`import { tool } from "frappe/public/js/tool"; import { own } from "desk/public/js/own.js";
		const both: string[] = [tool, own]; (window as any).both = both.join();`,
	);
	await bench.build();
	assert.equal(run(bench.built("typed.bundle.ts")).window.both, "from frappe,from desk");
});

test("a template becomes frappe.templates, escapes read as in an official bench", async (context) => {
	const bench = new ScratchBench(context);
	bench.source("js/row_view.html", "<b>`x`</b>{%= a.replace(\\'#\\', 1) %}\n<i></i>");
	bench.source("js/page.bundle.js", 'import "./row_view.html";');
	await bench.build("--production");
	assert.equal(
		run(bench.built("page.bundle.js")).frappe.templates.row_view,
		"<b>`x`</b>{%= a.replace('#', 1) %}\n<i></i>",
	);
});

test("a template's comments go, unless there is code in them", async (context) => {
	const bench = new ScratchBench(context);
	bench.source(
		"js/view.html",
		"<b><!-- It's a\nnote; don't --></b><!-- {% if (a) { %} --><i></i><!-- {% } %} -->",
	);
	bench.source("js/page.bundle.js", 'import "./view.html";');
	await bench.build();
	const { view } = run(bench.built("page.bundle.js")).frappe.templates;
	assert.equal(view, "<b></b><!-- {% if (a) { %} --><i></i><!-- {% } %} -->");
});

test("Vue components: script setup, options, scoped and preprocessed styles", async (context) => {
	const bench = new ScratchBench(context);
	bench.source(
		"js/Setup.vue",
		`<template><p class="note">{{ text }}</p></template>
		<script setup>import { ref } from "vue"; const text = ref("hello");</script>
		<style lang="scss" scoped>.note { b { color: red; } }</style>`,
	);
	bench.source(
		"js/Plain.vue",
		`<template><p>{{ text }}</p></template>
		<script>export default { data: () => ({ text: "plain" }) };</script>`,
	);
	bench.source(
		"js/page.bundle.js",
		`import Setup from "./Setup.vue"; import Plain from "./Plain.vue"; window.components = { Setup, Plain };`,
	);
	await bench.build("--production");
	const { window, styles } = run(bench.built("page.bundle.js"));
	assert.equal(typeof window.components.Setup.setup, "function");
	assert.equal(typeof window.components.Plain.render, "function");
	assert.equal(styles.length, 1);
	const map = JSON.parse(bench.read(`sites${bench.manifest()["page.bundle.js"]}.map`));
	assert.match(map.mappings, /^;[^;]/, "the line with the style is no line of any source");
	assert.match(styles[0], new RegExp(`\\.note b\\[${window.components.Setup.__scopeId}\\]`));
	assert.deepEqual(bench.dist("desk", "css"), [], "the script carries the style");
});

test("the date picker that Frappe names comes with seconds", async (context) => {
	const bench = new ScratchBench(context);
	bench.source("js/page.bundle.js", 'import "air-datepicker/dist/js/datepicker.min.js";');
	await bench.build();
	const code = bench.built("page.bundle.js");
	assert.match(code, /datepicker--time-current-minutes/, "the package itself");
	assert.match(code, /datepicker--time-current-seconds/, "and what it lacks");
});

test("a change of a component's style changes the script's name", async (context) => {
	const bench = new ScratchBench(context);
	const component = (colour) => `<template><i/></template><style>i { color: ${colour}; }</style>`;
	bench.source("js/page.bundle.js", 'import C from "./C.vue"; window.C = C;');
	bench.source("js/C.vue", component("red"));
	await bench.build();
	const before = bench.manifest()["page.bundle.js"];
	bench.source("js/C.vue", component("blue"));
	await bench.build();
	assert.notEqual(bench.manifest()["page.bundle.js"], before);
});

test("SCSS, Less and CSS with their imports, and a mirrored copy of each", async (context) => {
	const bench = new ScratchBench(context);
	bench.write("apps/frappe/frappe/public/css/shared.css", ".shared { margin-left: 1px; }");
	bench.source("scss/_colours.scss", "$ink: #123456;");
	bench.source(
		"scss/page.bundle.scss",
		`@import "colours"; @import "frappe/public/css/shared.css"; @import "~bootstrap/scss/functions";
		.page { color: $ink; padding-left: 2px; user-select: none; /*rtl:ignore*/ float: left; }
		.icon { background: url("../images/a.svg") url(/assets/frappe/b.png) url(/files/c.png); }`,
	);
	bench.source("images/a.svg", "<svg/>");
	bench.source("less/old.bundle.less", "@w: 3px; .old { .inner { right: @w; } }");
	bench.source("css/plain.bundle.css", ".plain { text-align: left; }");
	await bench.build("--production");

	const page = bench.built("page.bundle.css");
	assert.match(page, /\.shared\{margin-left:1px\}/);
	assert.match(page, /color:#123456/);
	assert.match(page, /-webkit-user-select:none/);
	assert.match(page, /url\(\/assets\/desk\/images\/a\.svg\)/);
	assert.match(page, /url\(\/assets\/frappe\/b\.png\) url\(\/files\/c\.png\)/);
	const mirrored = bench.built("rtl_page.bundle.css");
	assert.match(mirrored, /\.shared\{margin-right:1px\}/);
	assert.match(mirrored, /padding-right:2px/);
	assert.match(mirrored, /float:left/);
	assert.match(bench.built("old.bundle.css"), /\.old \.inner\{right:3px\}/);
	assert.match(bench.built("rtl_plain.bundle.css"), /text-align:right/);
	assert.match(bench.manifest()["rtl_page.bundle.css"], /^\/assets\/desk\/dist\/css-rtl\//);
});

test("plain files are served through the link; node_modules and dist hold no bundles", async (context) => {
	const bench = new ScratchBench(context);
	bench.source("images/logo.svg", "<svg/>");
	bench.source("node_modules/p/x.bundle.js", "1;");
	bench.source("dist/js/y.bundle.js", "1;");
	await bench.build();
	assert.equal(bench.read("sites/assets/desk/images/logo.svg"), "<svg/>");
	assert.equal(fs.readlinkSync(path.join(bench.assets, "desk")), "../../apps/desk/desk/public");
	assert.deepEqual(bench.manifest(), {});
});

test("nothing changed: nothing is built, the manifests keep their time", async (context) => {
	const bench = new ScratchBench(context);
	bench.source("js/page.bundle.js", "window.a = 1;");
	await bench.build();
	const manifest = path.join(bench.assets, "assets.json");
	const before = fs.statSync(manifest).mtimeMs;
	const second = await bench.build();
	assert.deepEqual(
		second.results.map(({ rebuilt }) => rebuilt),
		[false, false],
	);
	assert.deepEqual(second.news, []);
	assert.equal(fs.statSync(manifest).mtimeMs, before);
	assert.equal((await bench.build("--force")).results[1].rebuilt, true);
});

test("rebuilt when a source elsewhere, the mode, or a built file changes", async (context) => {
	const bench = new ScratchBench(context);
	bench.write("apps/frappe/frappe/website/x.js", "window.a = 1;");
	bench.source("js/page.bundle.js", 'import "frappe/website/x.js";');
	await bench.build();
	bench.write("apps/frappe/frappe/website/x.js", "window.a = 2;");
	assert.equal((await bench.build()).results[1].rebuilt, true);
	assert.equal((await bench.build("--production")).results[1].rebuilt, true);
	const url = bench.manifest()["page.bundle.js"];
	fs.unlinkSync(path.join(bench.root, `sites${url}.gz`));
	assert.equal((await bench.build("--production")).results[1].rebuilt, true);
	assert.ok(fs.existsSync(path.join(bench.root, `sites${url}.gz`)));
});

test("files of earlier builds go, and so do entries of bundles that are no more", async (context) => {
	const bench = new ScratchBench(context);
	bench.source("js/page.bundle.js", "window.a = 1;");
	bench.source("js/gone.bundle.js", "window.g = 1;");
	await bench.build();
	bench.source("dist/js/.partial-0123", "half");
	bench.source("dist/js/notes.txt", "somebody's own");
	bench.source("js/page.bundle.js", "window.a = 2;");
	fs.unlinkSync(path.join(bench.publicFolder("desk"), "js/gone.bundle.js"));
	await bench.build();
	const name = path.basename(bench.manifest()["page.bundle.js"]);
	assert.deepEqual(bench.dist("desk", "js"), ["notes.txt", name, `${name}.gz`, `${name}.map`]);
	assert.deepEqual(Object.keys(bench.manifest()), ["page.bundle.js"]);
});

test("--files builds only what it names, and leaves the rest in place", async (context) => {
	const bench = new ScratchBench(context);
	bench.source("js/a.bundle.js", "window.a = 1;");
	bench.source("scss/b.bundle.scss", ".b { left: 0; }");
	await bench.build();
	const before = bench.manifest();
	bench.source("js/a.bundle.js", "window.a = 2;");
	bench.source("scss/b.bundle.scss", ".b { left: 1px; }");
	await bench.build("--files", "desk/b.bundle.css");
	const after = bench.manifest();
	assert.equal(after["a.bundle.js"], before["a.bundle.js"]);
	assert.notEqual(after["b.bundle.css"], before["b.bundle.css"]);
	assert.notEqual(after["rtl_b.bundle.css"], before["rtl_b.bundle.css"]);
	assert.ok(fs.existsSync(path.join(bench.root, `sites${after["a.bundle.js"]}`)));
	await bench.build();
	assert.notEqual(
		bench.manifest()["a.bundle.js"],
		before["a.bundle.js"],
		"a later full build sees the change",
	);
});

test("--apps, --skip_frappe and an app that is not there", async (context) => {
	const bench = new ScratchBench(context);
	bench.write("apps/frappe/frappe/public/js/f.bundle.js", "1;");
	bench.source("js/d.bundle.js", "1;");
	await bench.build("--skip_frappe");
	assert.deepEqual(Object.keys(bench.manifest()), ["d.bundle.js"]);
	await bench.build("--apps", "frappe");
	assert.deepEqual(Object.keys(bench.manifest()), ["d.bundle.js", "f.bundle.js"]);
	await assert.rejects(bench.build("--apps", "nowhere"), /No such app in apps\/: nowhere/);
});

test("a mistake in a source names its place and leaves the last good build alone", async (context) => {
	const bench = new ScratchBench(context);
	bench.source("js/page.bundle.js", "window.a = 1;");
	bench.source("scss/page.bundle.scss", ".a { left: 0; }");
	await bench.build();
	const before = bench.manifest();
	const files = bench.dist("desk", "js");
	bench.source("js/page.bundle.js", 'import "./missing.js";');
	await assert.rejects(bench.build(), (error) => {
		assert.match(error.errors[0].text, /Could not resolve "\.\/missing\.js"/);
		assert.equal(error.errors[0].location.file, "apps/desk/desk/public/js/page.bundle.js");
		return true;
	});
	bench.source("js/page.bundle.js", "window.a = 3;");
	bench.source("scss/page.bundle.scss", ".a { left: $nothing; }");
	await assert.rejects(bench.build(), /Undefined variable/);
	bench.source("scss/page.bundle.scss", ".a { left: 0; }");
	bench.source("js/C.vue", "<template><b></template>");
	bench.source("js/page.bundle.js", 'import C from "./C.vue"; window.C = C;');
	await assert.rejects(bench.build(), /Element is missing end tag/);
	assert.deepEqual(bench.manifest(), before);
	assert.deepEqual(bench.dist("desk", "js"), files);
});

test("two sources for one file are refused", async (context) => {
	const bench = new ScratchBench(context);
	bench.source("js/page.bundle.js", "1;");
	bench.source("js/deeper/page.bundle.js", "2;");
	await assert.rejects(bench.build(), BuildProblem);
});
