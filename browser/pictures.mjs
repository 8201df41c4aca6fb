// Takes the pictures of the README from a running demo county into docs/pictures/.
// Not here: any judgement of the pages; a picture that cannot be taken fails all the same.

import { mkdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { browser, closeBrowser } from "./harness/chromium.mjs";
import { BASE, SIZES } from "./harness/house.mjs";

const FOLDER = join(dirname(fileURLToPath(import.meta.url)), "..", "docs", "pictures");
const MOST = 260_000;

/** file, path, role, size, language; `then` opens the first matching link on that page. */
const PICTURES = [
  { file: "home-zh", path: "/", as: "head" },
  { file: "home-en", path: "/", as: "head", language: "en" },
  { file: "phone-home", path: "/", as: "holder", size: "phone" },
  { file: "duty", path: "/duty", as: "holder" },
  { file: "phone-evidence", path: "/duty/evidence/new", as: "holder", size: "phone" },
  { file: "letter", path: "/duty/letters", as: "head", then: "main a[href^='/duty/letters/']" },
  { file: "assessment", path: "/assessment", as: "holder" },
  { file: "cockpit", path: "/cockpit", as: "organiser" },
  { file: "people", path: "/people", as: "organiser" },
  { file: "units", path: "/units/chart", as: "organiser" },
  { file: "law", path: "/law/rules/grade-eligibility", language: "zh-CN" },
  { file: "law-en", path: "/law/rules/grade-eligibility", language: "en" },
];

async function take({ file, path, as, size = "desktop", language = "zh-CN", then }) {
  const context = await (await browser()).newContext({
    ...SIZES[size],
    baseURL: BASE,
    locale: language,
    timezoneId: "Asia/Shanghai",
    deviceScaleFactor: 1,
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  try {
    if (as) {
      await page.goto("/sign-in");
      await page.locator(`form[action="/sign-in/demo"] button[data-role="${as}"]`).click();
      await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
    }
    const answer = await page.goto(path);
    if (answer?.status() !== 200) throw new Error(`${path} answered ${answer?.status()}`);
    if (then) {
      await page.locator(then).first().click();
      await page.waitForLoadState("load");
    }
    const target = join(FOLDER, `${file}.png`);
    await page.screenshot({ path: target });
    const bytes = statSync(target).size;
    if (bytes > MOST) throw new Error(`${file}.png has ${bytes} bytes, more than ${MOST}`);
    console.log(`${file}.png  ${bytes} bytes  ${path}`);
  } finally {
    await context.close();
  }
}

mkdirSync(FOLDER, { recursive: true });
const wanted = process.argv.slice(2);
const failed = [];
for (const picture of PICTURES.filter(({ file }) => wanted.length === 0 || wanted.includes(file))) {
  try {
    await take(picture);
  } catch (error) {
    failed.push(picture.file);
    console.error(`${picture.file}: ${error.message}`);
  }
}
await closeBrowser();
if (failed.length > 0) process.exit(1);
