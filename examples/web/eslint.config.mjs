// The packages lie in build/web/node_modules, where ./dev web installs them; `npm run lint` there.
import { createRequire } from "node:module";

const require = createRequire(new URL("../../build/web/package.json", import.meta.url));
const { defineConfig } = require("eslint/config");
const js = require("@eslint/js");
const ts = require("typescript-eslint");

export default defineConfig(
  js.configs.recommended,
  ts.configs.recommended,
  { rules: { complexity: ["error", 20], "max-len": ["error", { code: 100, ignoreUrls: true }] } },
  {
    files: ["*.mjs"], // these run in Node.js
    languageOptions: {
      globals: { Buffer: "readonly", URL: "readonly", console: "readonly", process: "readonly" },
    },
  },
);
