// The import of units: the list is uploaded, every problem is named, and what would happen is shown before it does.
// In the shared county the file is withdrawn in the end; it is carried out in a county for practice.
// Not here: what is refused and why (the room's own tests).

import { assert, atEverySize, isSound, practise, SIZES, test, visit } from "../harness/index.mjs";

const HEAD = "上级单位,单位名称,类型,行政编制,统一社会信用代码\n";

/** Uploads a list of units and opens its trial reading. */
async function upload(visitor, rows) {
  await visitor.open("/units/import");
  await visitor.page.locator("main input[type=file]").setInputFiles({
    name: "单位名录.csv",
    mimeType: "text/csv",
    buffer: Buffer.from(HEAD + rows),
  });
  await visitor.send(visitor.page.locator('main form[action="/units/import"] button'));
  assert.match(visitor.path, /^\/units\/import\/[^/]+$/, "no trial reading was opened");
}

atEverySize("an organiser sees what a list of units would do, and withdraws it", async (visitor) => {
  await visitor.open("/units/import");
  await isSound(visitor);
  await upload(visitor, ",示例局,县级部门,12,\n示例局,示例股,内设机构,,\n");
  await visitor.sees("示例股");
  await visitor.sees("没有错误，可以导入");
  await isSound(visitor);
  await visitor.send(visitor.page.locator('main form[action$="/withdrawal"] button'));
  await visitor.sees("下载单位名录模板");
}, { as: "organiser" });

atEverySize("a list with mistakes names row, field and mending, and cannot be imported", async (visitor) => {
  await upload(visitor, "无此镇,示例村,村,,\n,示例局,大部门,十二,61033\n");
  for (const said of ["第 2 行“上级单位”写的是无此镇", "第 3 行“类型”写的是“大部门”", "应为 0–99999 的整数", "位数或字符不对"]) {
    await visitor.sees(said);
  }
  assert.equal(await visitor.page.locator('main form[action$="/completion"]').count(), 0, "it can be imported");
  await isSound(visitor);
  await visitor.send(visitor.page.locator('main form[action$="/withdrawal"] button'));
}, { as: "organiser" });

test("the exported list of units, imported again, changes nothing", async (t) => {
  const visitor = await visit(t, { as: "organiser" });
  await visitor.open("/units");
  const [download] = await Promise.all([
    visitor.page.waitForEvent("download"),
    visitor.page.locator('main a[href="/units/export/xlsx"]').click(),
  ]);
  await visitor.open("/units/import");
  const body = [];
  for await (const piece of await download.createReadStream()) body.push(piece);
  const file = { name: "units.xlsx", mimeType: "application/octet-stream", buffer: Buffer.concat(body) };
  await visitor.page.locator("main input[type=file]").setInputFiles(file);
  await visitor.send(visitor.page.locator('main form[action="/units/import"] button'));
  await visitor.sees("名录与已登记的单位完全一致");
  await visitor.send(visitor.page.locator('main form[action$="/withdrawal"] button'));
});

test("the first screen of a county without a year leads its organiser to the import, which is carried out", async (t) => {
  const county = await practise(t);
  for (const [at, size] of Object.keys(SIZES).entries()) {
    const visitor = await visit(t, { as: "organiser", base: county.base, size });
    await visitor.open("/");
    await visitor.sees("开始使用");
    await isSound(visitor);
    await visitor.follow("导入单位");
    await upload(visitor, `,示例${at}局,县级部门,12,\n示例${at}局,示例股,内设机构,,\n`);
    await visitor.send(visitor.page.locator('main form[action$="/completion"] button'));
    await visitor.sees(`示例${at}局`);
    // A known unit whose establishment changes: the document is asked for.
    await upload(visitor, `,示例${at}局,县级部门,15,\n`);
    await visitor.sees("编制批复文号");
    await isSound(visitor);
    await visitor.fill("编制批复文号", "凤编〔2026〕1号");
    await visitor.send(visitor.page.locator('main form[action$="/completion"] button'));
  }
});
