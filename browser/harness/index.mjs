// The one import of a test: `import { atEverySize, isSound, test, visit } from "../harness/index.mjs"`.

import { after } from "node:test";
import { closeBrowser } from "./chromium.mjs";

after(closeBrowser);

export { default as assert } from "node:assert/strict";
export { test } from "node:test";
export * from "./checks.mjs";
export * from "./house.mjs";
export * from "./keyboard.mjs";
export * from "./practice.mjs";
