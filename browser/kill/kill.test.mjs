// Power cuts, imitated with kill -9: while many clients record work, and while the demo county is being lived. What
// was acknowledged must be there afterwards, once, and the ledger whole. Needs SHANZHI_PROGRAM and SHANZHI_DIR.
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

function headers(base, cookie) {
  const form = { "content-type": "application/x-www-form-urlencoded", origin: base, "sec-fetch-site": "same-origin" };
  return cookie ? { ...form, cookie } : form;
}

/** Everybody the sign-in page of the demo county offers. */
async function logins(base) {
  const page = await (await fetch(`${base}/sign-in`)).text();
  const found = [...page.matchAll(/name="login" value="([^"]+)"/g)].map(([, login]) => login);
  assert.ok(found.length > 0, "the sign-in page of the demo county offers nobody");
  return found;
}

/** One durable write: a session opened, with its act. Answers its cookie once the server has acknowledged it. */
async function openSession(base, login) {
  const answer = await fetch(`${base}/sign-in/demo`, {
    method: "POST",
    redirect: "manual",
    headers: headers(base),
    body: new URLSearchParams({ login }),
  });
  await answer.arrayBuffer();
  const cookie = answer.headers.getSetCookie().find((line) => line.startsWith("shanzhi="));
  return answer.status === 303 && cookie ? cookie.split(";")[0] : undefined;
}

/** Somebody who records work: their session and an item of their letter, as their own form offers it. */
async function worker(base) {
  for (const login of await logins(base)) {
    const cookie = await openSession(base, login);
    const page = await (await fetch(`${base}/duty/evidence/new`, { headers: { cookie } })).text();
    const item = /name="item"[^>]*value="([^"]+)"/.exec(page) ?? /value="([^"]+)"[^>]*name="item"/.exec(page);
    const day = /name="happened_on"[^>]*value="([^"]+)"/.exec(page) ?? /value="([^"]+)"[^>]*name="happened_on"/.exec(page);
    if (item && day) return { cookie, login, item: item[1], day: day[1], counts: page.includes(`quantity-${item[1]}`) };
  }
  throw new Error("nobody the demo county offers has an item to record work for");
}

/** One entry of work under a key of its own. Answers whether the server has acknowledged it. */
async function enter(base, { cookie, item, day, counts }, key) {
  const body = new URLSearchParams({ once: key, happened_on: day, title: `断电检验 ${key}`, item });
  if (counts) body.set(`quantity-${item}`, "1");
  const answer = await fetch(`${base}/duty/evidence`, {
    method: "POST",
    redirect: "manual",
    headers: headers(base, cookie),
    body,
  });
  const page = await answer.text();
  if (answer.status === 422) throw new Error(`an entry was refused: ${page.slice(page.indexOf("error")).slice(0, 400)}`);
  return answer.status === 303;
}

/** Many clients record work, and open sessions between, until the server dies; what it acknowledged before. */
async function writeUntilKilled({ base, child, ended }, who, round, milliseconds) {
  const [entries, sessions, refused] = [[], [], []];
  let alive = true;
  const client = async (_, number) => {
    for (let turn = 0; alive; turn += 1) {
      const key = `kill-${round}-${number}-${turn}`;
      try {
        if (await enter(base, who, key)) entries.push(key);
        if (turn % 8 === 0) {
          const cookie = await openSession(base, who.login);
          if (cookie) sessions.push(cookie);
        }
      } catch (problem) {
        if (String(problem).includes("refused:")) refused.push(problem);
      }
    }
  };
  const clients = Array.from({ length: CLIENTS }, client);
  await sleep(milliseconds);
  child.kill("SIGKILL");
  await ended;
  alive = false;
  await Promise.all(clients);
  if (refused.length > 0) throw refused[0];
  return { entries, sessions };
}

async function isKnown(base, cookie) {
  const answer = await fetch(`${base}/account`, { redirect: "manual", headers: { cookie } });
  await answer.arrayBuffer();
  return answer.status === 200;
}

/** How often each of these entries stands in the list of whoever wrote them down. */
async function standing(base, cookie) {
  const page = await (await fetch(`${base}/duty/evidence`, { headers: { cookie } })).text();
  const times = new Map();
  for (const [, key] of page.matchAll(/断电检验 (kill-\d+-\d+-\d+)</g)) times.set(key, (times.get(key) ?? 0) + 1);
  return times;
}

/** What is wrong with what stands after a kill: entries acknowledged and gone, and entries that stand twice. */
async function wrongEntries(base, who, entries) {
  const times = await standing(base, who.cookie);
  const gone = entries.filter((key) => !times.has(key));
  const twice = [...times].filter(([, count]) => count !== 1).map(([key]) => key);
  return { gone, twice };
}

test("every write acknowledged before a kill under load is there afterwards", { timeout: 300_000 }, async (t) => {
  assert.ok(source, "SHANZHI_DIR names the demo county");
  const folder = mkdtempSync(join(tmpdir(), "shanzhi-kill-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const dir = join(folder, "county");
  cpSync(source, dir, { recursive: true });
  const before = await verify(dir);
  const everything = [];
  let acts = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const house = await serve(dir);
    const who = await worker(house.base);
    const { entries, sessions } = await writeUntilKilled(house, who, round, 900 + 450 * round);
    assert.ok(entries.length >= CLIENTS, `only ${entries.length} entries before the kill: no load`);
    everything.push(...entries);
    acts += entries.length + sessions.length;
    const found = await verify(dir);
    assert.ok(found.intact);
    assert.ok(found.entries >= before.entries + acts, `${found.entries} acts, ${acts} acknowledged since ${before.entries}`);
    const again = await serve(dir);
    try {
      assert.deepEqual(await wrongEntries(again.base, who, everything), { gone: [], twice: [] });
      // A phone that heard no answer sends again: one of those entries, and one that was never received.
      assert.ok(await enter(again.base, who, entries[0]), "an entry sent again is answered");
      assert.ok(await enter(again.base, who, `kill-${round}-99-0`), "the county goes on");
      everything.push(`kill-${round}-99-0`);
      acts += 1;
      assert.deepEqual(await wrongEntries(again.base, who, everything), { gone: [], twice: [] });
      const known = await Promise.all(sessions.map((cookie) => isKnown(again.base, cookie)));
      assert.ok(known.every(Boolean), "a session that was acknowledged is gone");
      assert.equal(await isKnown(again.base, `${who.cookie}x`), false, "an invented session is let in");
    } finally {
      again.child.kill("SIGKILL");
      await again.ended;
    }
    t.diagnostic(`round ${round + 1}: ${entries.length} entries, all there once, ${found.entries} acts intact`);
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
