// No route without its line in the table of who may enter where, and no line without its route. Not here: walking them.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { declared, known } from "./routes.mjs";
import { LEFT_OUT } from "./left-out.mjs";

test("every route of the house stands in the table of who may enter where, and no other", () => {
  const lines = readFileSync("matrix/table.txt", "utf8").split("\n").filter((line) => line && !line.startsWith("#"));
  const written = lines.map((line) => line.split(/ {2,}/)[0]);
  const routes = declared().filter((route) => !LEFT_OUT.has(route));
  const advice = "run `npm run test:matrix` with SHANZHI_MATRIX=write and read what it changes";
  assert.deepEqual(routes.filter((route) => !written.includes(route)), [], advice);
  assert.deepEqual(written.filter((route) => !routes.includes(route)), [], advice);
});

test("a path is told by the route the router would take", () => {
  const templateOf = known(["GET /duty/letters/{id}", "GET /duty/letters/new", "GET /people/export/{ending}"]);
  assert.equal(templateOf("/duty/letters/new"), "/duty/letters/new");
  assert.equal(templateOf("/duty/letters/0192"), "/duty/letters/{id}");
  assert.equal(templateOf("/duty/letters/0192/paper"), undefined);
});
