// The transfer diagnosis as its people meet it: a learner answers on a phone with a code and no account, the head and
// the organiser read the report. Not here: what the numbers are (the room's own tests).

import { assert, atEverySize, isLight, isSound, test, visit } from "../harness/index.mjs";

/** The address of a report the visitor may read; the demo county has one. */
async function reportOf(visitor) {
  await visitor.open("/diagnosis");
  const found = visitor.page.locator('main a[href^="/diagnosis/report?"]');
  assert.notEqual(await found.count(), 0, "the demo county has no report");
  return found.first().getAttribute("href");
}

atEverySize("a wrong code is told so without an account and kept as typed", async (visitor) => {
  visitor.expectComplaint(/status of 422/);
  await visitor.open("/answer");
  await isSound(visitor);
  await visitor.page.locator("main input[name=code]").fill("AAAA-BBBB-CCCC");
  const sent = visitor.page.waitForResponse((response) => response.request().method() === "POST");
  await visitor.page.locator('main form[action="/answer"] button').click();
  assert.equal((await sent).status(), 422);
  await visitor.page.waitForLoadState("load");
  assert.match(await visitor.page.locator("main [role=alert]").first().innerText(), /问卷码/);
  assert.equal(await visitor.page.locator("main input[name=code]").inputValue(), "AAAA-BBBB-CCCC");
  await isSound(visitor);
});

/** The trainer prints the slips of a class that has no diagnosis yet and opens its first wave before its day; one code. */
async function printSlips(t) {
  const trainer = await visit(t, { as: "trainer" });
  await trainer.open("/diagnosis/new");
  const { page } = trainer;
  const winter = page.locator("main select[name=subject] option", { hasText: "冬季" });
  await page.locator("main select[name=subject]").selectOption(await winter.first().getAttribute("value"));
  await page.locator("main select[name=bank]").selectOption("own");
  await page.locator('main input[name=form][value="full"]').check();
  await trainer.send(page.locator("main form button").first());
  await isSound(trainer);
  const code = await page.locator("main .slips code").first().innerText();
  await page.locator('main a[href^="/diagnosis/studies/"]').first().click();
  await page.waitForURL("**/diagnosis/studies/*");
  const open = page.locator('main button[value="open"]');
  if (await open.count()) await trainer.send(open.first());
  return code;
}

test("a learner answers 53 questions on a phone, with a draft kept and progress told", async (t) => {
  const code = await printSlips(t);
  const learner = await visit(t, { size: "phone" });
  learner.expectComplaint(/status of 422/);
  await isLight(learner, "/answer");
  const { page } = learner;
  const begin = async () => {
    await learner.open("/answer");
    await page.locator("main input[name=code]").fill(code);
    await learner.send(page.locator('main form[action="/answer"] button'));
  };
  await begin();
  await isSound(learner);
  const questions = page.locator("main fieldset.asked");
  assert.equal(await questions.count(), 53);
  for (let n = 0; n < 20; n += 1) await questions.nth(n).locator("label").nth(n % 5).click();
  await learner.sees("已答 20 / 53 题");
  await page.waitForTimeout(1200);
  await begin();
  await learner.sees("已答 20 / 53 题");
  const sent = page.waitForResponse((response) => response.request().method() === "POST");
  await page.locator('main form[action="/answer/answers"] .actions button').click();
  assert.equal((await sent).status(), 422, "too few answers are sent back");
  await page.waitForLoadState("load");
  assert.equal(await page.locator("main input:checked").count(), 20, "what was chosen is gone");
  for (let n = 20; n < 53; n += 1) await questions.nth(n).locator("label").nth(n % 5).click();
  await learner.send(page.locator('main form[action="/answer/answers"] .actions button'));
  assert.match(await page.locator("body").innerText(), /答卷已收下/);
  const kept = await page.evaluate(() => [localStorage, sessionStorage].flatMap(Object.keys).filter((key) => key.startsWith("draft:")));
  assert.deepEqual(kept, [], "a draft stayed on the device");
});

test("the questions can be answered without scripts", async (t) => {
  const learner = await visit(t, { size: "phone", javascript: false });
  await learner.open("/answer");
  await isSound(learner);
});

for (const role of ["organiser", "head"]) {
  atEverySize(`the ${role} reads what helps and what blocks`, async (visitor) => {
    const path = await reportOf(visitor);
    await visitor.page.goto(path);
    await visitor.sees("人作答");
    await visitor.sees("学习迁移模型与本次结果");
    await visitor.sees("本人所说的成效");
    await isSound(visitor);
    assert.notEqual(await visitor.page.locator("figure svg line.span").count(), 0, "no interval is drawn");
  }, { as: role });
}

atEverySize("the library, the questions and the terms are sound", async (visitor) => {
  for (const path of ["/diagnosis", "/diagnosis/mine", "/diagnosis/library", "/diagnosis/bank", "/diagnosis/quality", "/diagnosis/terms", "/diagnosis/plans"]) {
    await visitor.open(path);
    await isSound(visitor);
  }
}, { as: "organiser" });
