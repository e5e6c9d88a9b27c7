// Puts the page together: node build.mjs OUT, with the solver in OUT/wasm and the packages in
// OUT/node_modules (./dev web does all of it). One file comes out, OUT/guywire.html: styles,
// program and solver are inside, nothing is loaded from elsewhere. GUYWIRE_PAGE_ADDRESS: where the
// page will be published; links that are copied from a file then begin with it.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const out = resolve(process.argv[2] ?? join(here, "../../build/web"));
const { build } = createRequire(join(out, "package.json"))("esbuild");
const common = {
  bundle: true,
  minify: !process.env.PLAIN,
  write: false,
  nodePaths: [join(out, "node_modules")],
  target: "es2022",
  charset: "utf8",
  logLevel: "warning",
};

const solver = gzipSync(readFileSync(join(out, "wasm/guywire.wasm")), { level: 9 }).toString(
  "base64",
);
const address = process.env.GUYWIRE_PAGE_ADDRESS ?? "";
if (address && !/^https?:\/\/\S+$/.test(address))
  throw new Error(`GUYWIRE_PAGE_ADDRESS is "${address}"; it takes an address of the web`);
const program = await build({
  ...common,
  entryPoints: [join(here, "src/main.ts")],
  format: "iife",
  alias: { "guywire-wasm": join(out, "wasm/guywire.mjs") },
  define: { "import.meta.url": '"file:///"', publishedAddress: JSON.stringify(address) },
});
const styles = await build({ ...common, entryPoints: [join(here, "src/page.css")] });

const parts = {
  STYLES: styles.outputFiles[0].text,
  SOLVER: solver,
  PROGRAM: program.outputFiles[0].text.replaceAll("</script", "<\\/script"),
};
const page = readFileSync(join(here, "src/index.html"), "utf8").replace(
  /\{\{(\w+)\}\}/g,
  (_, name) => parts[name],
);
mkdirSync(out, { recursive: true });
writeFileSync(join(out, "guywire.html"), page);
console.log(`${join(out, "guywire.html")}: ${(Buffer.byteLength(page) / 1e6).toFixed(2)} MB`);
