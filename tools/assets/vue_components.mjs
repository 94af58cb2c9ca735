/** esbuild plugin: Vue 3 single-file components, compiled by Vue's own compiler. */

import { createHash } from "node:crypto";
import fs from "node:fs/promises";
import path from "node:path";

import { compileScript, compileStyleAsync, compileTemplate, parse } from "vue/compiler-sfc";

const STYLE_NAMESPACE = "vue-style";

/** @param {unknown[]} problems @param {string} file @returns {import("esbuild").PartialMessage[]} */
function asMessages(problems, file) {
	return problems.map((problem) => {
		const start = problem.loc?.start;
		const location = start ? { file, line: start.line, column: start.column - 1 } : { file };
		return { text: problem.message ?? String(problem), location };
	});
}

/** The render function of a component whose script is not `<script setup>`. */
function renderPart(descriptor, id, scoped, bindings) {
	const { code, errors } = compileTemplate({
		source: descriptor.template.content,
		filename: descriptor.filename,
		id,
		scoped,
		compilerOptions: { bindingMetadata: bindings, scopeId: scoped ? `data-v-${id}` : undefined },
	});
	return { code: code.replace("export function render", "function render"), errors };
}

/**
 * @param {import("vue/compiler-sfc").SFCDescriptor} descriptor
 * @param {string} id
 * @param {boolean} production
 * @returns {{ code: string, errors: unknown[] }} A module whose default export is the component.
 */
function componentModule(descriptor, id, production) {
	const scoped = descriptor.styles.some((style) => style.scoped);
	const parts = [];
	const errors = [];
	let bindings;
	if (descriptor.script || descriptor.scriptSetup) {
		const script = compileScript(descriptor, {
			id,
			isProd: production,
			inlineTemplate: true,
			genDefaultAs: "component",
			templateOptions: { id, scoped, filename: descriptor.filename },
		});
		bindings = script.bindings;
		parts.push(script.content);
	} else {
		parts.push("const component = {};");
	}
	if (descriptor.template && !descriptor.scriptSetup) {
		const render = renderPart(descriptor, id, scoped, bindings);
		errors.push(...render.errors);
		parts.push(render.code, "component.render = render;");
	}
	if (scoped) parts.push(`component.__scopeId = "data-v-${id}";`);
	for (const index of descriptor.styles.keys()) {
		parts.push(`import ${JSON.stringify(`${descriptor.filename}?style=${index}`)};`);
	}
	parts.push("export default component;");
	return { code: parts.join("\n"), errors };
}

/**
 * @param {object} settings
 * @param {string} settings.root The bench's folder: ids of scoped styles come from paths below it, so that two
 *   machines build the same bytes.
 * @param {boolean} settings.production
 * @param {import("./preprocess.mjs").Preprocessor} settings.preprocessor
 * @returns {import("esbuild").Plugin}
 */
export function vueComponents({ root, production, preprocessor }) {
	const scopeOf = (file) =>
		createHash("sha256").update(path.relative(root, file)).digest("hex").slice(0, 8);

	const describe = async (file) => {
		const source = await fs.readFile(file, "utf8");
		return parse(source, { filename: file, sourceMap: false });
	};

	const loadComponent = async ({ path: file }) => {
		const { descriptor, errors } = await describe(file);
		if (errors.length) return { errors: asMessages(errors, file) };
		const module = componentModule(descriptor, scopeOf(file), production);
		const typed = (descriptor.scriptSetup ?? descriptor.script)?.lang === "ts";
		return {
			contents: module.code,
			errors: asMessages(module.errors, file),
			loader: typed ? "ts" : "js",
			resolveDir: path.dirname(file),
			watchFiles: [file],
		};
	};

	const loadStyle = async ({ path: file, pluginData: index }) => {
		const { descriptor } = await describe(file);
		const style = descriptor.styles[index];
		const plain = await preprocessor.text(style.content, style.lang ?? "css", file);
		const compiled = await compileStyleAsync({
			source: plain,
			filename: file,
			id: `data-v-${scopeOf(file)}`,
			scoped: style.scoped,
			isProd: production,
		});
		return {
			contents: compiled.code,
			errors: asMessages(compiled.errors, file),
			loader: "css",
			resolveDir: path.dirname(file),
		};
	};

	return {
		name: "vue-components",
		setup(build) {
			build.onResolve({ filter: /\.vue\?style=\d+$/ }, ({ path: request }) => {
				const [file, index] = request.split("?style=");
				return {
					path: file,
					suffix: `?style=${index}`,
					namespace: STYLE_NAMESPACE,
					pluginData: Number(index),
				};
			});
			build.onLoad({ filter: /\.vue$/, namespace: "file" }, loadComponent);
			build.onLoad({ filter: /.*/, namespace: STYLE_NAMESPACE }, loadStyle);
		},
	};
}
