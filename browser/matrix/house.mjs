// A copy of the demo county, served for the walk and gone after it, and people in it. Not here: where they go.

import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

async function freePort() {
  const server = createServer();
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address();
  await new Promise((closed) => server.close(closed));
  return port;
}

/** Serves a copy of a county; `close` ends and removes it. */
export async function open(program, county) {
  const folder = mkdtempSync(join(tmpdir(), "shanzhi-matrix-"));
  const dir = join(folder, "county");
  cpSync(county, dir, { recursive: true, filter: (path) => !path.endsWith("county.lock") });
  const base = `http://127.0.0.1:${await freePort()}`;
  const child = spawn(program, ["serve", "--dir", dir, "--bind", base.slice(7)], { stdio: "ignore" });
  const close = () => {
    child.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  };
  for (let attempt = 0; attempt < 400; attempt += 1) {
    const answer = await fetch(`${base}/readyz`).catch(() => undefined);
    if (answer?.ok) return { base, close };
    await sleep(25);
  }
  close();
  throw new Error("the county did not open its doors");
}

let asked = 0;

/** Somebody who goes through the house: one of the accounts the demo county offers, or a stranger. */
export class Walker {
  constructor(base, login) {
    this.base = base;
    this.login = login;
    this.cookie = "";
  }

  async signIn() {
    if (!this.login) return;
    const answer = await fetch(`${this.base}/sign-in/demo`, {
      method: "POST",
      redirect: "manual",
      headers: { origin: this.base, "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({ login: this.login }),
    });
    await answer.arrayBuffer();
    const session = answer.headers.getSetCookie().find((line) => /^(__Host-)?shanzhi=/.test(line));
    if (!session) throw new Error(`${this.login} was not signed in: ${answer.status}`);
    this.cookie = session.split(";")[0];
  }

  async ask(method, path) {
    // Each request comes from somewhere else, or guessing would be slowed down, which is not what is asked here.
    asked += 1;
    const from = `10.${(asked >> 16) & 255}.${(asked >> 8) & 255}.${asked & 255}`;
    const headers = { cookie: this.cookie, origin: this.base, "sec-fetch-site": "same-origin", "x-forwarded-for": from };
    if (method !== "GET") headers["content-type"] = "application/x-www-form-urlencoded";
    const body = method === "GET" ? undefined : "";
    const answer = await fetch(this.base + path, { method, redirect: "manual", headers, body });
    const kind = answer.headers.get("content-type") ?? "";
    const text = kind.startsWith("text/html") ? await answer.text() : (await answer.arrayBuffer(), "");
    return { status: answer.status, to: answer.headers.get("location") ?? "", text };
  }
}

/** The accounts the sign-in page of the demo county offers, each with what it is there for. */
export async function logins(base) {
  const page = await (await fetch(`${base}/sign-in`)).text();
  const offered = page.split('name="login" value="').slice(1);
  const found = offered.map((text) => ({ login: text.split('"')[0], role: /data-role="([^"]+)"/.exec(text)?.[1] }));
  if (found.length === 0) throw new Error("the sign-in page of the demo county offers nobody");
  return found.filter(({ role }) => role);
}
