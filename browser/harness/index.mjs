// The one import of a test: `import { atEverySize, isSound, test, visit } from "../harness/index.mjs"`.

export { default as assert } from "node:assert/strict";
export { test } from "node:test";
export * from "./checks.mjs";
export * from "./house.mjs";
export * from "./keyboard.mjs";
