// One visitor in the house: a fresh browser context of a given size, language and role, which remembers
// every complaint of the browser and fails the test that ends with one.
// Not here: what a page must satisfy (checks.mjs), the keyboard (keyboard.mjs).

import assert from "node:assert/strict";
import { test } from "node:test";
import { browser } from "./chromium.mjs";

/** The address of the house under test, without a slash at the end. */
export const BASE = (process.env.SHANZHI_BASE ?? "http://127.0.0.1:8610").replace(/\/$/, "");

/** The two widths every page is looked at. */
export const SIZES = {
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
  desktop: { viewport: { width: 1280, height: 800 } },
};

/**
 * Lets a visitor in; they leave by themselves at the end of the test.
 *
 * @param {import("node:test").TestContext} t the running test
 * @param {object} [how]
 * @param {"phone"|"desktop"} [how.size]
 * @param {"zh-CN"|"en"} [how.language]
 * @param {boolean} [how.javascript] whether scripts run
 * @param {"light"|"dark"} [how.colours]
 * @param {string} [how.as] key of a role the demo county offers, see `Visitor.signInAs`
 * @param {string} [how.base] address of another house, e.g. of a county for practice
 * @returns {Promise<Visitor>}
 */
export async function visit(t, how = {}) {
  const { size = "desktop", language = "zh-CN", javascript = true, colours = "light", as, base = BASE } = how;
  const context = await (await browser()).newContext({
    ...SIZES[size],
    baseURL: base,
    locale: language,
    timezoneId: "Asia/Shanghai",
    javaScriptEnabled: javascript,
    colorScheme: colours,
    reducedMotion: "reduce",
  });
  context.setDefaultTimeout(10_000);
  const visitor = new Visitor(await context.newPage(), { size, language, javascript, base });
  t.after(async () => {
    await context.close();
    assert.deepEqual(visitor.complaints, [], "the browser complained");
  });
  if (as) await visitor.signInAs(as);
  return visitor;
}

/** Registers the same test for the phone and for the desktop. */
export function atEverySize(name, body, how = {}) {
  for (const size of Object.keys(SIZES)) {
    test(`${name} (${size})`, async (t) => body(await visit(t, { ...how, size }), t));
  }
}

/** Somebody looking at the house. `page` is Playwright's own page, for everything not wrapped here. */
export class Visitor {
  /** What the browser complained about: errors of scripts, refused resources, answers of 500 and above. */
  complaints = [];
  #expected = [];

  constructor(page, how) {
    this.page = page;
    this.how = how;
    page.on("pageerror", (error) => this.#complain(`script: ${error.message}`));
    page.on("console", (message) => {
      if (message.type() === "error") this.#complain(`console: ${message.text()} ${message.location().url}`);
    });
    page.on("requestfailed", (request) => {
      const why = request.failure()?.errorText ?? "";
      // A page left while something was loading, and a download, are no fault of the page.
      if (why !== "net::ERR_ABORTED") this.#complain(`not loaded: ${request.url()} ${why}`);
    });
    page.on("response", (response) => {
      if (response.status() >= 500) this.#complain(`${response.status()} ${response.url()}`);
    });
    page.on("request", (request) => {
      const url = request.url();
      if (/^(https?|wss?):/.test(url) && !url.startsWith(how.base)) this.#complain(`left the house: ${url}`);
    });
  }

  #complain(text) {
    if (!this.#expected.some((pattern) => pattern.test(text))) this.complaints.push(text);
  }

  /** Says beforehand what the browser will rightly complain about, e.g. the 422 of a form sent back. */
  expectComplaint(pattern) {
    this.#expected.push(pattern);
  }

  /**
   * Opens a path and answers the response. Fails unless it answers 200 and stays at that path, or what `status`
   * and `lands` say otherwise.
   */
  async open(path, { status = 200, lands = path } = {}) {
    if (status >= 400) this.expectComplaint(new RegExp(`status of ${status}|^${status} `));
    const response = await this.page.goto(path);
    assert.equal(response?.status(), status, `${path} answered ${response?.status()}`);
    assert.equal(this.path, new URL(lands, BASE).pathname, `${path} led elsewhere`);
    return response;
  }

  /** One-click sign-in of the demo county, by the key of a role: `holder`, `head`, `organiser`, … */
  async signInAs(role) {
    await this.open("/sign-in");
    const doors = this.page.locator('form[action="/sign-in/demo"] button[data-role]');
    const offered = await doors.evaluateAll((all) => all.map((one) => one.dataset.role));
    assert.ok(offered.includes(role), `the demo county offers ${offered.join(", ") || "nobody"}, not “${role}”`);
    await doors.and(this.page.locator(`[data-role="${role}"]`)).first().click();
    await this.page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
  }

  /** Types into the field with this label. */
  async fill(label, value) {
    await this.page.getByLabel(label).first().fill(value);
  }

  /** Presses the button with this text and waits for the page that follows. */
  async press(text) {
    const button = this.page.getByRole("button", { name: text }).first();
    await Promise.all([this.page.waitForLoadState("load"), button.click()]);
  }

  /**
   * Presses a button that sends its form, and waits for the page that follows, whether the browser or the script
   * fetched it. Fails if the form came back with something wrong.
   */
  async send(button) {
    const { page } = this;
    await page.evaluate(() => { document.body.dataset.before = "1"; });
    await button.click();
    await page.waitForFunction(() => document.body && !document.body.dataset.before && document.readyState === "complete");
    const wrong = page.locator("main [role=alert]");
    const said = (await wrong.count()) > 0 ? await wrong.first().innerText() : "";
    assert.equal(said, "", `${this.path} was sent back`);
  }

  /** Follows the link with this text. */
  async follow(text) {
    const link = this.page.getByRole("link", { name: text }).first();
    await Promise.all([this.page.waitForLoadState("load"), link.click()]);
  }

  /** The path of the page now open. */
  get path() {
    return new URL(this.page.url()).pathname;
  }

  /** Fails unless the main part of the page says this. */
  async sees(text) {
    const main = this.page.locator("main");
    const found = await main.innerText();
    const holds = text instanceof RegExp ? text.test(found) : found.includes(text);
    assert.ok(holds, `“${text}” is not on ${this.path}, which says:\n${found.slice(0, 1500)}`);
  }

  /** A second person in the same test, e.g. the head after the holder. */
  async another(t, how = {}) {
    return visit(t, { size: this.how.size, language: this.how.language, base: this.how.base, ...how });
  }
}
