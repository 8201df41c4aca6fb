// Power cuts, imitated with kill -9: under load from many clients, and while the demo county is being lived. What
// was acknowledged must be there afterwards, and the ledger whole. Needs SHANZHI_PROGRAM and SHANZHI_DIR.
// Not here: pages; nothing is drawn in these tests.

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

const program = process.env.SHANZHI_PROGRAM ?? "../target/release/shanzhi";
const source = process.env.SHANZHI_DIR;
const CLIENTS = 64;
const ROUNDS = 3;
const run = promisify(execFile);

async function freePort() {
  const server = createServer();
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address();
  await new Promise((closed) => server.close(closed));
  return port;
}

async function serve(dir) {
  const port = await freePort();
  const child = spawn(program, ["serve", "--dir", dir, "--bind", `127.0.0.1:${port}`], { stdio: "ignore" });
  const base = `http://127.0.0.1:${port}`;
  const ended = new Promise((done) => child.once("exit", done));
  for (let attempt = 0; attempt < 400; attempt += 1) {
    const answer = await fetch(`${base}/healthz`).catch(() => undefined);
    if (answer?.ok) return { base, child, ended };
    await sleep(25);
  }
  child.kill("SIGKILL");
  throw new Error("the county did not open its doors");
}

/** `verify` ends with 0 only when every entry is there and carries its hash. */
async function verify(dir) {
  const { stdout } = await run(program, ["verify", "--dir", dir, "--json"]);
  return JSON.parse(stdout);
}

async function someLogin(base) {
  const page = await (await fetch(`${base}/sign-in`)).text();
  const found = /name="login" value="([^"]+)"/.exec(page);
  assert.ok(found, "the sign-in page of the demo county offers nobody");
  return found[1];
}

/** One durable write: a session opened, with its act. Answers its cookie once the server has acknowledged it. */
async function openSession(base, login) {
  const answer = await fetch(`${base}/sign-in/demo`, {
    method: "POST",
    redirect: "manual",
    headers: { "content-type": "application/x-www-form-urlencoded", origin: base, "sec-fetch-site": "same-origin" },
    body: new URLSearchParams({ login }),
  });
  await answer.arrayBuffer();
  const cookie = answer.headers.getSetCookie().find((line) => line.startsWith("shanzhi="));
  return answer.status === 303 && cookie ? cookie.split(";")[0] : undefined;
}

/** Many clients write until the server dies; the cookies it acknowledged before. */
async function writeUntilKilled({ base, child, ended }, login, milliseconds) {
  const acknowledged = [];
  let alive = true;
  const client = async () => {
    while (alive) {
      const cookie = await openSession(base, login).catch(() => undefined);
      if (cookie) acknowledged.push(cookie);
    }
  };
  const clients = Array.from({ length: CLIENTS }, client);
  await sleep(milliseconds);
  child.kill("SIGKILL");
  await ended;
  alive = false;
  await Promise.all(clients);
  return acknowledged;
}

async function isKnown(base, cookie) {
  const answer = await fetch(`${base}/account`, { redirect: "manual", headers: { cookie } });
  await answer.arrayBuffer();
  return answer.status === 200;
}

test("every write acknowledged before a kill under load is there afterwards", { timeout: 300_000 }, async (t) => {
  assert.ok(source, "SHANZHI_DIR names the demo county");
  const folder = mkdtempSync(join(tmpdir(), "shanzhi-kill-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const dir = join(folder, "county");
  cpSync(source, dir, { recursive: true });
  const before = await verify(dir);
  let all = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const house = await serve(dir);
    const login = await someLogin(house.base);
    const acknowledged = await writeUntilKilled(house, login, 700 + 450 * round);
    assert.ok(acknowledged.length >= CLIENTS, `only ${acknowledged.length} writes before the kill: no load`);
    all += acknowledged.length;
    const found = await verify(dir);
    assert.ok(found.intact);
    assert.ok(found.entries >= before.entries + all, `${found.entries} acts, ${all} acknowledged since ${before.entries}`);
    const again = await serve(dir);
    try {
      const lost = [];
      for (let at = 0; at < acknowledged.length; at += CLIENTS) {
        const part = acknowledged.slice(at, at + CLIENTS);
        const known = await Promise.all(part.map((cookie) => isKnown(again.base, cookie)));
        lost.push(...part.filter((_, index) => !known[index]));
      }
      assert.equal(lost.length, 0, `${lost.length} of ${acknowledged.length} acknowledged writes are gone`);
      assert.equal(await isKnown(again.base, `${acknowledged[0]}x`), false, "an invented session is let in");
    } finally {
      again.child.kill("SIGKILL");
      await again.ended;
    }
    t.diagnostic(`round ${round + 1}: ${acknowledged.length} acknowledged, all there, ${found.entries} acts intact`);
  }
});

test("a demo county killed while it is lived goes on and ends whole", { timeout: 600_000 }, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "shanzhi-kill-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const dir = join(folder, "county");
  const words = ["demo", "--no-serve", "--people", "300", "--dir", dir];
  let reached = 0;
  for (const milliseconds of [900, 1400, 2100]) {
    const child = spawn(program, words, { stdio: "ignore" });
    const ended = new Promise((done) => child.once("exit", done));
    await Promise.race([sleep(milliseconds), ended]);
    child.kill("SIGKILL");
    await ended;
    const found = await verify(dir);
    assert.ok(found.intact);
    assert.ok(found.entries >= reached, "acts were lost");
    reached = found.entries;
    t.diagnostic(`killed at ${reached} acts`);
  }
  await run(program, words, { maxBuffer: 1 << 24 });
  const whole = await verify(dir);
  assert.ok(whole.intact && whole.entries > 0);
  t.diagnostic(`ends with ${whole.entries} acts`);
});
