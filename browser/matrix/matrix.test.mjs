// Who may enter where: everybody the demo county offers, and a stranger, are sent to every declared route of the house, to
// their own things and to others'. What they meet is held against `table.txt`, which is read line by line when it changes:
//   SHANZHI_MATRIX=write npm run test:matrix
// `A` may at all the places tried, `o` at some (their own, their unit's), `-` at none. For GET “may” is a page; for changes,
// sent empty, it is any answer but “forbidden”, “not found” and “sign in”: many forms look at what was typed before they look
// at who typed it, so that `A` there says only that the form is reached. `?`: nobody finds a way there in the demo county.
// It is walked by hand, because what is open in the demo county follows the day. Not here: what somebody may do with a thing they
// reach, which the rooms' own tests show.

import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";

import { Walker, logins, open } from "./house.mjs";
import { LEFT_OUT } from "./left-out.mjs";
import { declared, known } from "./routes.mjs";

const program = process.env.SHANZHI_PROGRAM ?? "../target/release/shanzhi";
const county = process.env.SHANZHI_DIR;
const TABLE = "matrix/table.txt";
/** Places of one route each person finds by themselves, and places of it that everybody is sent to. */
const [OWN, TRIED] = [4, 8];
/** Pages one person looks at while they look around. */
const LOOKED = 500;

/** Follows links and forms from the front page; answers the paths found by their route. */
async function lookAround(walker, templateOf) {
  const found = new Map();
  const seen = new Set(["/"]);
  const queue = ["/", "/open"];
  const note = (path) => {
    const template = templateOf(path.split("?")[0]);
    if (!template) return;
    const places = found.get(template) ?? found.set(template, new Set()).get(template);
    const place = path.split("?")[0];
    if (places.size >= OWN && !places.has(place)) return;
    places.add(place);
    if (!seen.has(place)) {
      seen.add(place);
      queue.push(place);
    }
  };
  for (let looked = 0; queue.length > 0 && looked < LOOKED; looked += 1) {
    const { status, text } = await walker.ask("GET", queue.shift());
    if (status !== 200) continue;
    for (const [, path] of text.matchAll(/(?:href|action|formaction)="(\/[^"#]*)"/g)) note(path.replaceAll("&amp;", "&"));
  }
  return found;
}

/** The places of each route everybody is sent to: in turn from what each person found, so that they are of many people. */
function placesOf(all) {
  const places = new Map();
  for (const template of new Set(all.flatMap((found) => [...found.keys()]))) {
    const lists = all.map((found) => [...(found.get(template) ?? [])]);
    const chosen = new Set();
    for (let turn = 0; turn < OWN; turn += 1) {
      for (const list of lists) if (list[turn] && chosen.size < TRIED) chosen.add(list[turn]);
    }
    places.set(template, [...chosen]);
  }
  return places;
}

function may(method, { status, to }, route) {
  if (status === 303 && to.startsWith("/sign-in") && !route.includes("/sign-in")) return false;
  if ([401, 403, 404, 405].includes(status)) return false;
  if (status >= 500) throw new Error(`${route} was answered ${status}`);
  return method === "GET" ? status < 400 : true;
}

async function meet(walker, route, places) {
  const [method] = route.split(" ");
  let reached = 0;
  for (const place of places) {
    let answer = await walker.ask(method, place);
    if (walker.login && answer.status === 303 && answer.to.startsWith("/sign-in")) {
      await walker.signIn();
      answer = await walker.ask(method, place);
    }
    if (may(method, answer, route)) reached += 1;
  }
  return reached === 0 ? "-" : reached === places.length ? "A" : "o";
}

function written(people, rows) {
  const wide = Math.max(...rows.map(([route]) => route.length));
  const head = people.map((name, at) => `# ${String.fromCharCode(97 + at)} ${name}`);
  const letters = people.map((_, at) => String.fromCharCode(97 + at)).join(" ");
  const lines = rows.map(([route, met]) => `${route.padEnd(wide)}  ${met}`);
  return [...head, `${"#".padEnd(wide)}  ${letters}`, ...lines, ""].join("\n");
}

/** Where a table says that nobody gets in and now somebody does, or the other way round. */
function differences(before, now) {
  const read = (text) => {
    const lines = text.split("\n").filter((line) => line && !line.startsWith("#"));
    return new Map(lines.map((line) => line.split(/ {2,}/)).map(([route, met]) => [route, met]));
  };
  const [old, fresh] = [read(before), read(now)];
  const plain = (met) => met?.replaceAll("A", "o");
  const routes = [...new Set([...old.keys(), ...fresh.keys()])];
  return routes
    .filter((route) => plain(old.get(route)) !== plain(fresh.get(route)))
    .map((route) => `${route}: in the table ${old.get(route) ?? "not there"}, met ${fresh.get(route) ?? "not there"}`);
}

test("everybody enters where the table says and nowhere else", { timeout: 900_000 }, async (t) => {
  assert.ok(county, "SHANZHI_DIR names the demo county");
  const routes = declared().filter((route) => !LEFT_OUT.has(route));
  const templateOf = known(routes);
  const { base, close } = await open(program, county);
  const offered = await logins(base);
  const people = ["stranger", ...offered.map(({ role }) => role)];
  const walkers = [new Walker(base, undefined), ...offered.map(({ login }) => new Walker(base, login))];
  const all = [];
  for (const walker of walkers) {
    await walker.signIn();
    all.push(await lookAround(walker, templateOf));
  }
  close();
  const places = placesOf(all);
  const met = new Map(routes.map((route) => [route, []]));
  for (const walker of walkers) {
    // A county of their own: what one person changes by walking does not hinder the next. Pages first.
    const own = await open(program, county);
    try {
      walker.base = own.base;
      await walker.signIn();
      const changes = routes.filter((route) => !route.startsWith("GET"));
      for (const route of [...routes.filter((route) => route.startsWith("GET")), ...changes]) {
        const template = route.split(" ")[1];
        const tried = places.get(template) ?? (template.includes("{") ? [] : [template]);
        met.get(route).push(tried.length === 0 ? "?" : await meet(walker, route, tried));
      }
    } finally {
      own.close();
    }
  }
  const rows = routes.map((route) => [route, met.get(route).join(" ")]);
  const unreached = rows.filter(([, met]) => met.includes("?"));
  t.diagnostic(`${routes.length} routes, ${people.length} people; ${unreached.length} routes nobody finds a way to`);
  const now = written(people, rows);
  if (process.env.SHANZHI_MATRIX === "write" || !existsSync(TABLE)) {
    writeFileSync(TABLE, now);
    return;
  }
  assert.deepEqual(differences(readFileSync(TABLE, "utf8"), now), []);
});
