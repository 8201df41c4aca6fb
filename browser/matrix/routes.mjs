// Every route of the house, read from the sources: an address with its methods, as `.route("/path", get(…).post(…))` says
// it. Not here: what a route answers.

import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

const ROOMS = ["../domains", "../server/src", "../web/src"];
const METHODS = ["get", "post", "put", "patch", "delete"];

function* sources(folder) {
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) {
      if (!["tests", "examples", "target"].includes(name)) yield* sources(path);
    } else if (name.endsWith(".rs")) {
      yield path;
    }
  }
}

/** The words between the bracket that opens before `from` and the one that closes it. */
function inBrackets(text, from) {
  let depth = 1;
  let at = from;
  for (; at < text.length && depth > 0; at += 1) {
    if (text[at] === "(") depth += 1;
    if (text[at] === ")") depth -= 1;
  }
  return text.slice(from, at - 1);
}

/** `["GET /duty/letters/{id}", …]`, sorted. */
export function declared() {
  const found = new Set();
  for (const file of ROOMS.flatMap((room) => [...sources(room)])) {
    const text = readFileSync(file, "utf8").split("#[cfg(test)]")[0];
    for (const match of text.matchAll(/\.route\(\s*"([^"]+)"\s*,/g)) {
      const said = inBrackets(text, match.index + ".route(".length);
      // A long handler may stand under a name of its own above the route.
      const name = /,\s*(\w+)\s*,?\s*$/.exec(said)?.[1];
      const handlers = name ? (new RegExp(`let ${name} =([^;]+);`).exec(text)?.[1] ?? said) : said;
      const methods = METHODS.filter((method) => new RegExp(`\\b${method}(_service)?\\s*\\(`).test(handlers));
      if (methods.length === 0) throw new Error(`${file}: ${match[1]} has no method that is known here`);
      for (const method of methods) found.add(`${method.toUpperCase()} ${match[1]}`);
    }
  }
  return [...found].sort((one, other) => {
    const [[a, b], [c, d]] = [one.split(" "), other.split(" ")];
    return b < d ? -1 : b > d ? 1 : a < c ? -1 : 1;
  });
}

/** Which declared address a path is, if any: fixed words before holes, as the router decides. */
export function known(routes) {
  const templates = [...new Set(routes.map((route) => route.split(" ")[1]))].map((template) => ({
    template,
    holes: template.split("{").length - 1,
    pattern: new RegExp(`^${template.replace(/[.$]/g, "\\$&").replace(/\{[^}]+\}/g, "[^/]+")}$`),
  }));
  templates.sort((one, other) => one.holes - other.holes);
  return (path) => templates.find(({ pattern }) => pattern.test(path))?.template;
}
