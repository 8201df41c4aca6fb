// Where power stands still, told by office and never by person; peer reviews drawn again from what is published; and
// declarations that only their owner sees. Not here: the rules themselves (crate law).

import { createHash } from "node:crypto";
import { assert, BASE, isLight, isSound, SIZES, test, visit } from "../harness/index.mjs";

const send = (visitor, action) =>
  visitor.send(visitor.page.locator(`main form[action^="${action}"] button:not([type=button])`).first());

const fresh = (words) => `${words}${Date.now().toString(36).slice(-6)}`;

const ROOMS = {
  holder: ["/supervision", "/supervision/register", "/supervision/register/interests/new", "/supervision/register/contacts/new", "/supervision/recusal"],
  head: ["/supervision", "/supervision/standing", "/supervision/files", "/supervision/reviews", "/supervision/recusal"],
  overseer: ["/supervision", "/supervision/standing"],
  inspector: ["/supervision", "/supervision/standing", "/supervision/reviews", "/supervision/reviews/new", "/supervision/files", "/supervision/register/people"],
};

for (const [role, rooms] of Object.entries(ROOMS)) {
  for (const size of Object.keys(SIZES)) {
    test(`supervision as the ${role} (${size})`, async (t) => {
      for (const language of ["zh-CN", "en"]) {
        const visitor = await visit(t, { as: role, size, language });
        for (const path of rooms) {
          await t.test(`${path} ${language}`, async () => {
            if (size === "phone" && language === "zh-CN") await isLight(visitor, path);
            else await visitor.open(path);
            await isSound(visitor);
            assert.deepEqual(visitor.complaints.splice(0), [], "the browser complained");
          });
        }
      }
    });
  }
}

/** The offices listed with something that stands still: address and name. */
async function offices(visitor) {
  await visitor.open("/supervision/standing");
  return visitor.page
    .locator('main table a[href^="/supervision/standing/"]')
    .evaluateAll((all) => all.map((one) => [one.getAttribute("href"), one.innerText]));
}

test("an inspector sees every office, a deputy in charge exactly those they oversee", async (t) => {
  const inspector = await visit(t, { as: "inspector" });
  const overseer = await visit(t, { as: "overseer" });
  const all = await offices(inspector);
  assert.ok(all.length > 0, "nothing stands still in the demo county");
  const own = new Set((await offices(overseer)).map(([href]) => href));
  assert.ok(own.size < all.length, "the deputy sees as much as the inspector");
  for (const [href] of all) {
    await overseer.open(href, { status: own.has(href) ? 200 : 404 });
  }
});

for (const size of Object.keys(SIZES)) {
  test(`a late step is reminded of and the office answers (${size})`, async (t) => {
    const inspector = await visit(t, { as: "inspector", size });
    const head = await visit(t, { as: "head", size });
    let path;
    for (const [href] of await offices(inspector)) {
      for (const kind of ["overdue", "idle"]) {
        await inspector.open(`${href}?kind=${kind}`, { lands: href });
        await isSound(inspector);
        const remind = inspector.page.locator('main a[href$="/reminder"]');
        if ((await remind.count()) > 0) path ??= await remind.first().getAttribute("href");
      }
      if (path) break;
    }
    assert.ok(path, "no step is left to remind of");
    await inspector.open(path);
    await isSound(inspector);
    const may = await inspector.page.locator(`main form[action="${path}"]`).count();
    if (may === 0) return;
    await send(inspector, path);
    await isSound(inspector);
    await inspector.sees("已催办");
    assert.equal(await head.page.evaluate(() => document.title.length > 0), true);
  });
}

test("a peer review is drawn again from what is published, without the program", async (t) => {
  const visitor = await visit(t, { size: "phone" });
  await visitor.open("/open/reviews");
  const href = await visitor.page.locator('main table a[href^="/open/reviews/"]').last().getAttribute("href");
  await visitor.open(href);
  await isSound(visitor);
  const shown = await visitor.page.locator("main").innerText();
  const hashes = shown.match(/\b[0-9a-f]{64}\b/g) ?? [];
  assert.equal(hashes.length, 3, "commitment, list and secret are published");
  const [commitment, listHash, secret] = hashes;
  const word = (await visitor.page.locator("main dt, main dd").allInnerTexts()).reduce(
    (found, text, at, all) => (text.includes("写的词") ? all[at + 1].trim() : found), undefined);
  assert.ok(word, "the word is not published");
  const sha = (text) => createHash("sha256").update(text, "utf8").digest("hex");
  assert.equal(sha(secret), commitment);
  const csv = await (await fetch(`${BASE}${href}/candidates.csv`)).text();
  const rows = csv.trim().split("\n").slice(1).map((line) => line.split(","));
  const numbers = rows.map(([number]) => number);
  const sorted = [...numbers].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  assert.equal(sha(sorted.map((number) => `${number}\n`).join("")), listHash);
  const size = rows.filter(([, , drawn]) => drawn === "1").length;
  const again = rows
    .map(([number]) => [sha(`${secret}|${word}|${number}`), number])
    .sort()
    .slice(0, size)
    .map(([, number]) => number);
  assert.deepEqual(again, rows.filter(([, , drawn]) => drawn === "1").map(([number]) => number));
});

for (const size of Object.keys(SIZES)) {
  test(`somebody declares, amends and finds out who read it (${size})`, async (t) => {
    const holder = await visit(t, { as: "holder", size });
    const firm = fresh("凤县测试建材有限公司");
    await holder.open("/supervision/register/interests/new");
    await holder.page.locator('main input[name=holder][value="sibling"]').check();
    await holder.page.locator('main input[name=kind][value="shares"]').check();
    await holder.page.locator("main input[name=firm]").fill(firm);
    await holder.page.locator("main input[name=what]").fill("弟弟持股二成");
    await send(holder, "/supervision/register/interests");
    await isSound(holder);
    await holder.sees(firm);
    await holder.page.locator("main a", { hasText: firm }).first().click();
    await holder.page.waitForURL(/register\/interests\//);
    await isSound(holder);
    await holder.page.locator("main input[name=what]").fill("弟弟持股三成");
    await send(holder, "/supervision/register/interests/");
    await holder.sees("弟弟持股三成");
    await holder.sees("弟弟持股二成");

    const head = await visit(t, { as: "head", size });
    await head.open("/supervision/recusal");
    await head.page.locator("main input[name=counterpart]").fill(firm);
    await head.page.locator('main input[name=matter][value="administrative"]').check();
    await head.page.locator("main input[name=about]").fill("村道硬化工程结算审核");
    await send(head, "/supervision/recusal");
    await isSound(head);
    await head.sees("应当回避");
    assert.ok(!(await head.page.locator("main").innerText()).includes("持股"), "the head sees what was declared");
    await head.page.locator("main textarea[name=arrangement]").fill("由另一名同志接办。");
    await send(head, head.path);
    await holder.open("/supervision/register");
    await isSound(holder);
    await holder.sees("村道硬化工程结算审核");
  });
}

test("an inspector says why before reading, and the person sees it", async (t) => {
  const holder = await visit(t, { as: "holder" });
  const inspector = await visit(t, { as: "inspector", size: "phone" });
  await holder.open("/training");
  const statement = await holder.page.locator('main a[href^="/training/people/"]').first().getAttribute("href");
  const found = `/supervision/register/people/${statement.split("/").pop()}/reading`;
  await inspector.open("/supervision/register/people");
  await isSound(inspector);
  await inspector.open(found.replace("/reading", ""), { status: 404 });
  await inspector.open(found);
  await isSound(inspector);
  const why = fresh("核查回避情况");
  await inspector.page.locator("main textarea[name=purpose]").fill(why);
  await send(inspector, found);
  await isSound(inspector);
  await inspector.sees("须由另一名纪检监察人员同意");
  await holder.open("/supervision/register");
  await holder.sees(why);
});
