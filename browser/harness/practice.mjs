// A county for practice, made for one test: a roster and nothing lived. It can be closed and opened again as of some
// days later, because a year has waiting times that no button shortens. Needs SHANZHI_PROGRAM.
// Not here: the demo county the other tests share (house.mjs).

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const BUILT = fileURLToPath(new URL("../../target/release/shanzhi", import.meta.url));
const program = process.env.SHANZHI_PROGRAM ?? BUILT;
const run = promisify(execFile);

async function freePort() {
  const server = createServer();
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address();
  await new Promise((closed) => server.close(closed));
  return port;
}

/** A county for practice, served; it is closed and taken away at the end of the test. */
export async function practise(t, people = 60) {
  assert.ok(existsSync(program), `there is no program at ${program}; build it, or name one in SHANZHI_PROGRAM`);
  const folder = mkdtempSync(join(tmpdir(), "shanzhi-practice-"));
  const county = new County(join(folder, "county"), people, await freePort());
  t.after(async () => {
    await county.close();
    rmSync(folder, { recursive: true, force: true });
  });
  await run(program, [...county.command(), "--no-serve"]);
  await county.open(0);
  return county;
}

class County {
  #child;
  #ended;

  constructor(dir, people, port) {
    this.dir = dir;
    this.people = people;
    this.port = port;
    this.base = `http://127.0.0.1:${port}`;
  }

  command() {
    return ["demo", "--practice", "--people", `${this.people}`, "--dir", this.dir];
  }

  /** Opens its doors, as of so many days from now. */
  async open(ahead) {
    const bind = ["--bind", `127.0.0.1:${this.port}`, "--ahead", `${ahead}`];
    this.#child = spawn(program, [...this.command(), ...bind], { stdio: "ignore" });
    this.#ended = new Promise((done) => this.#child.once("exit", done));
    for (let attempt = 0; attempt < 400; attempt += 1) {
      const answer = await fetch(`${this.base}/healthz`).catch(() => undefined);
      if (answer?.ok) return;
      await sleep(25);
    }
    throw new Error("the county for practice did not open its doors");
  }

  async close() {
    this.#child?.kill("SIGKILL");
    await this.#ended;
  }

  /** Days go by: the same county, as of so many days from now. Everybody signs in again if their session ran out. */
  async later(days) {
    await this.close();
    await this.open(days);
  }
}
