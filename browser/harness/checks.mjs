// What every page of the house must satisfy, each with a message that says which element breaks it.
// Not here: what one particular page must say; that stands in its test.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { BASE } from "./house.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** No violation of WCAG 2.2 A and AA or of axe's best practices. `except` names rules, each with its reason. */
export async function isAccessible(visitor, except = {}) {
  const { page } = visitor;
  await page.evaluate(axe);
  const rules = Object.fromEntries(Object.keys(except).map((id) => [id, { enabled: false }]));
  const found = await page.evaluate((options) => window.axe.run(document, options), {
    rules,
    resultTypes: ["violations"],
  });
  const said = found.violations.map(({ id, help, nodes }) => {
    const where = nodes.slice(0, 5).map((node) => `    ${node.target.join(" ")}: ${node.html.slice(0, 160)}`);
    return `  ${id}: ${help} (${nodes.length})\n${where.join("\n")}`;
  });
  assert.equal(said.length, 0, `axe on ${visitor.path}:\n${said.join("\n")}`);
}

/** Nothing scrolls sideways at a width, but tables and figures inside their own frame. */
export async function fitsWidth(visitor, width = 320) {
  const { page } = visitor;
  const before = page.viewportSize();
  await page.setViewportSize({ width, height: 720 });
  const wide = await page.evaluate(() => {
    const limit = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= limit) return [];
    const framed = (element) => {
      for (let above = element.parentElement; above; above = above.parentElement) {
        if (["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(above).overflowX)) return true;
      }
      return false;
    };
    return [...document.body.querySelectorAll("*")]
      .filter((element) => element.getBoundingClientRect().right > limit + 1 && !framed(element))
      .slice(0, 5)
      .map((element) => element.outerHTML.slice(0, 120))
      .concat(`the page is ${document.documentElement.scrollWidth} px wide`);
  });
  await page.setViewportSize(before);
  assert.deepEqual(wide, [], `${visitor.path} scrolls sideways at ${width} px`);
}

/** What a fresh visitor loads for this path, in bytes over the line. */
export async function weightOf(visitor, path) {
  const wire = await visitor.page.context().newCDPSession(visitor.page);
  const loaded = [];
  const names = new Map();
  await wire.send("Network.enable");
  await wire.send("Network.setCacheDisabled", { cacheDisabled: true });
  wire.on("Network.requestWillBeSent", ({ requestId, request }) => names.set(requestId, request.url));
  wire.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    loaded.push({ url: names.get(requestId) ?? "", bytes: encodedDataLength });
  });
  await visitor.open(path);
  await visitor.page.waitForLoadState("networkidle");
  await wire.detach();
  return loaded;
}

/** The first load of a path stays light enough for a poor line. */
export async function isLight(visitor, path, most = 60_000) {
  const loaded = await weightOf(visitor, path);
  const total = loaded.reduce((sum, { bytes }) => sum + bytes, 0);
  const list = loaded.map(({ url, bytes }) => `  ${bytes} ${url.replace(BASE, "")}`).join("\n");
  assert.ok(total > 0, `nothing was loaded for ${path}`);
  assert.ok(total <= most, `${path} loads ${total} bytes, more than ${most}:\n${list}`);
}

/** Buttons, fields and links that stand alone are large enough for a thumb. */
export async function fitsThumb(visitor, least = 44) {
  const small = await visitor.page.evaluate((least) => {
    const shown = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    const targets = "main button, main input:not([type=hidden]), main select, main textarea, nav a";
    return [...document.querySelectorAll(targets)]
      .filter(shown)
      .map((element) => {
        // A box or a dot is as large as the label that carries it.
        const carrier = ["checkbox", "radio"].includes(element.type) ? (element.closest("label") ?? element) : element;
        const { width, height } = carrier.getBoundingClientRect();
        return { width, height, html: element.outerHTML.slice(0, 120) };
      })
      // A target pushed off the page on purpose (a skip link) is not a target for a thumb.
      .filter(({ width, height }) => width > 1 && height > 1 && height < least - 0.5)
      .map(({ height, html }) => `${Math.round(height)} px: ${html}`);
  }, least);
  assert.deepEqual(small, [], `targets under ${least} px on ${visitor.path}`);
}

/** One main heading, a title, a language, a main part: what a screen reader looks for first. */
export async function hasItsHead(visitor) {
  const head = await visitor.page.evaluate(() => ({
    headings: document.querySelectorAll("h1").length,
    mains: document.querySelectorAll("main").length,
    title: document.title.trim(),
    language: document.documentElement.lang,
  }));
  assert.equal(head.headings, 1, `${visitor.path} has ${head.headings} main headings`);
  assert.equal(head.mains, 1, `${visitor.path} has ${head.mains} main parts`);
  assert.notEqual(head.title, "", `${visitor.path} has no title`);
  assert.equal(head.language, visitor.how.language, `${visitor.path} is in another language than asked for`);
}

/** The words of a page do not show a text key that nobody wrote. */
export async function showsNoBareKey(visitor) {
  const text = await visitor.page.locator("body").innerText();
  const bare = text.match(/(?<![\w/.@-])(?:web|access|people|duty|assessment|action|diagnosis|training|oversight|requests|openness|burden|supervision|trust|law|demo)-[a-z]+(?:-[a-z0-9]+)+/g) ?? [];
  assert.deepEqual([...new Set(bare)], [], `${visitor.path} shows keys in place of texts`);
}

/** Everything above that holds for a page now open, at the size of the visitor. */
export async function isSound(visitor, { except = {} } = {}) {
  await hasItsHead(visitor);
  await showsNoBareKey(visitor);
  // axe waits for timers, which a page without scripts does not have; its markup is the same with them.
  if (visitor.how.javascript) await isAccessible(visitor, except);
  await fitsWidth(visitor, 320);
  if (visitor.how.size === "phone") await fitsThumb(visitor);
}
