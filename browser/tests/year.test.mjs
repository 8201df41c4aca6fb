// The assessment of a year as its readers meet it: a ballot without an account, the cockpit and its table, the
// quota, one's own result with the clauses it rests on. Not here: the looks of other pages (rooms.test.mjs).

import { assert, atEverySize, isSound, test, visit } from "../harness/index.mjs";

atEverySize("a reviewer with a wrong code is told so and keeps what was typed", async (visitor) => {
  visitor.expectComplaint(/status of 422/);
  await visitor.open("/ballot");
  await isSound(visitor);
  await visitor.page.locator("main input[name=code]").fill("AAAA-BBBB-CCCC");
  const sent = visitor.page.waitForResponse((response) => response.request().method() === "POST");
  await visitor.page.locator('main form[action="/ballot"] button').click();
  assert.equal((await sent).status(), 422);
  await visitor.page.waitForLoadState("load");
  assert.match(await visitor.page.locator("main [role=alert]").first().innerText(), /测评码/);
  assert.equal(await visitor.page.locator("main input[name=code]").inputValue(), "AAAA-BBBB-CCCC");
  await isSound(visitor);
});

for (const [address, table] of [["/cockpit", "/cockpit/steps.xlsx"], ["/cockpit?year=2025", "/cockpit.xlsx"]])
  test(`the organiser takes the table of ${address} along`, async (t) => {
    const organiser = await visit(t, { as: "organiser" });
    await organiser.open(address);
    const link = organiser.page.locator(`main a[href^="${table}"]`).first();
    const [taken] = await Promise.all([organiser.page.waitForEvent("download"), link.click()]);
    assert.match(taken.suggestedFilename(), /\.xlsx$/);
    const stream = await taken.createReadStream();
    const [head] = await stream.take(1).toArray();
    assert.equal(head.subarray(0, 2).toString(), "PK", "not a workbook");
  });

test("the committee sees the quota of a unit and the clauses it is counted by", async (t) => {
  const committee = await visit(t, { as: "committee" });
  await committee.open("/assessment/committee");
  await committee.page.locator('main a[href^="/assessment/committee/"]').first().click();
  await committee.page.waitForURL("**/assessment/committee/*");
  await committee.sees(/优秀名额\d+个，已用\d+个/);
  assert.notEqual(await committee.page.locator('main details a[href^="/law/clauses/"]').count(), 0, "no clause is cited");
});

atEverySize("the holder reads last year's result with the clauses it rests on", async (visitor) => {
  await visitor.open("/assessment");
  await visitor.page.getByRole("link", { name: "2025年度" }).first().click();
  await visitor.page.waitForURL(/\/assessment\/[0-9a-f-]{36}$/);
  await visitor.sees("考核结果");
  const clause = visitor.page.locator('main details[open] a[href^="/law/clauses/"]').first();
  assert.ok(await clause.isVisible(), "the reasons are not open");
  await isSound(visitor);
  await clause.click();
  await visitor.page.waitForURL("**/law/clauses/*");
  await isSound(visitor);
}, { as: "holder" });
