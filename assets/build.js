// Builds what the browser loads into build/static/: one style sheet, two fonts, four small scripts.
//
// KERN's style sheet has 340 KB and its fonts 130 KB each. Only the rules whose classes appear in
// templates or Python files are kept, and only the letters German and its neighbours need.
// The same sources always give the same bytes.

import { mkdir, readFile, rm, writeFile, copyFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { PurgeCSS } from "purgecss";
import subsetFont from "subset-font";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const target = join(root, "build", "static");
const kernFonts = join(root, "node_modules", "@kern-ux", "native", "dist", "fonts", "fira-sans");
const browsers = ["chrome111", "firefox113", "safari16.4"];

const usesClasses = [
  "templates/**/*.html",
  "{portal,forum,casestudies,search}/**/*.{html,py}",
  "assets/js/*.js",
].map((pattern) => join(root, pattern));

/** @param {number} first @param {number} last */
function letters(first, last) {
  return String.fromCodePoint(...Array.from({ length: last - first + 1 }, (_, i) => first + i));
}

// Latin as written in the European Union, with the signs of German typesetting.
const latin =
  letters(0x20, 0x7e) + letters(0xa0, 0x17f) + "ȘșȚțẞ–—‘’‚‛“”„•…‰‹›€→←↑↓−≤≥≈×✓\u202f\u2009\u2011";

async function buildFonts() {
  for (const cut of ["Regular", "SemiBold"]) {
    const shipped = await readFile(join(kernFonts, `FiraSans-${cut}.woff2`));
    const small = await subsetFont(shipped, latin, {
      targetFormat: "woff2",
      keepFeatures: ["kern"],
      noHinting: true,
      noLayoutClosure: true,
    });
    await writeFile(join(target, "fonts", `fira-sans-${cut.toLowerCase()}.woff2`), small);
  }
}

async function bundledStyles() {
  const bundle = await esbuild.build({
    entryPoints: [join(root, "assets", "css", "site.css")],
    bundle: true,
    write: false,
    external: ["*.woff2"],
    target: browsers,
    logLevel: "error",
  });
  return withPlainLayerSelector(bundle.outputFiles[0].text);
}

// PurgeCSS loses rules whose selector is ":is(...):not(...)". KERN has one, for all its colours.
/** @param {string} css */
function withPlainLayerSelector(css) {
  const layers = /:is\(body,[^{]*\):not\(\[class\*=kern-level-\]\),/;
  if (!layers.test(css)) throw new Error("KERN's rule for contextual colours has changed");
  return css.replace(layers, "body, [data-kern-theme],");
}

async function buildStyles() {
  const [purged] = await new PurgeCSS().purge({
    content: usesClasses,
    css: [{ raw: await bundledStyles() }],
    variables: true,
    keyframes: true,
    // Plain elements and our own rules stay; so do classes that templates put together from a
    // word ("kern-alert--" + kind) and `data-kern-theme`, which may be set by hand on <html>.
    safelist: {
      standard: [/^[a-z][a-z0-9]*$/, /^kern-(alert|btn|form)/, /^kern-icon--(danger|info|success|warning)$/],
      greedy: [/kw-/, /markdown-toolbar/, /data-kern-theme/],
    },
  });
  const css = await esbuild.transform(purged.css, {
    loader: "css",
    minify: true,
    legalComments: "none",
    target: browsers,
  });
  const notice = "/*! Kreiswissen, EUPL-1.2. Contains rules of KERN (kern-ux.de), EUPL-1.2. */\n";
  await writeFile(join(target, "site.css"), notice + css.code);
}

async function buildScripts() {
  await esbuild.build({
    entryPoints: ["site", "markdown-editor", "suggest", "writing", "copy"].map((name) => join(root, "assets", "js", `${name}.js`)),
    outdir: target,
    bundle: true,
    minify: true,
    format: "iife",
    target: browsers,
    legalComments: "inline",
    logLevel: "error",
  });
}

async function copyImages() {
  for (const name of ["favicon.svg", "kreise.svg"]) {
    await copyFile(join(root, "assets", "img", name), join(target, name));
  }
}

await rm(target, { recursive: true, force: true });
await mkdir(join(target, "fonts"), { recursive: true });
await Promise.all([buildFonts(), buildStyles(), buildScripts(), copyImages()]);
process.stdout.write(`Front end built in ${relative(process.cwd(), target) || target}\n`);
