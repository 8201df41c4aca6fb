// A whole responsibility year, walked by five people on the pages they would use: the holder of a letter, the head of
// the town, the organiser, the committee, and raters without an account. Each width walks a county of its own.
// Not here: how single pages behave when something is wrong (work.test.mjs), the year of the demo county (year.test.mjs).

import { assert, isSound, practise, SIZES, test, visit } from "../harness/index.mjs";

const PASSWORD = "demo";
const YEAR = new Date().getFullYear();
const OBJECTION = "防汛巡查记录缺少8月两次，请核实。";

const field = (visitor, name) => visitor.page.locator(`main [name="${name}"]`).first();
const option = (visitor, name, value) => visitor.page.locator(`main [name="${name}"][value="${value}"]`);
const button = (visitor, words) =>
  visitor.page.locator("main").getByRole("button", { name: words, exact: true }).first();
const link = (visitor, words) => visitor.page.locator("main").getByRole("link", { name: words, exact: true }).first();
const leading = (visitor, path) => visitor.page.locator(`main a[href^="${path}"]`).first();
const nameOf = async (visitor) =>
  (await visitor.page.locator("header .who a > span").evaluate((span) => span.firstChild.textContent)).trim();

/** Kinds of pages looked at already, so that each is judged once at each width. */
const judged = new Set();

async function judge(visitor) {
  const kind = `${visitor.how.size} ${visitor.path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "…")}`;
  if (judged.has(kind)) return;
  judged.add(kind);
  await isSound(visitor);
}

/** Follows a link and looks at the page it leads to. */
async function follow(visitor, to) {
  const found = typeof to === "string" ? link(visitor, to) : to;
  const path = (await found.getAttribute("href")).split(/[?#]/)[0];
  await found.click();
  await visitor.page.waitForURL((url) => url.pathname === path);
  await judge(visitor);
}

/** Presses the button and looks at the page that follows. */
async function send(visitor, words) {
  await visitor.send(typeof words === "string" ? button(visitor, words) : words);
  await judge(visitor);
}

/** Takes up what the first screen asks of somebody. */
async function takeUp(visitor, words) {
  await visitor.open("/");
  const todo = visitor.page.locator("main li", { hasText: words }).first();
  await follow(visitor, todo.getByRole("link").last());
}

/** Opens what is folded away. */
const unfold = (visitor, words) => visitor.page.locator("main summary", { hasText: words }).first().click();

async function openYear({ organiser }) {
  await organiser.open("/duty/cycles");
  await follow(organiser, "建立责任年度");
  assert.equal(await field(organiser, "year").inputValue(), `${YEAR}`);
  await field(organiser, "letters_by").fill(`${YEAR}-12-31`);
  await field(organiser, "assessment_by").fill(`${YEAR + 1}-03-31`);
  await send(organiser, "建立责任年度");
  await organiser.sees("编制目标");
}

async function toTown(head) {
  await head.open("/duty");
  await follow(head, leading(head, "/duty/units/"));
}

/** The head drafts a target and divides it among people: name, share. */
async function draftTarget({ head }, [title, weight], shares) {
  await toTown(head);
  await follow(head, head.page.locator('main a[href*="/targets/new"]').first());
  await field(head, "title").fill(title);
  await field(head, "source").selectOption({ index: 1 });
  await field(head, "source_ref").fill(`${YEAR}年工作要点`);
  await field(head, "emphasis").selectOption({ index: 1 });
  await field(head, "weight").fill(`${weight}`);
  await option(head, "measure", "quantity").check();
  await field(head, "measure_unit").fill("件");
  await field(head, "goal").fill("40");
  await field(head, "due_on").fill(`${YEAR}-12-31`);
  await option(head, "method", "proportional").check();
  await send(head, "拟定这项目标");
  await head.sees("填写各人");
  const rows = head.page.locator("main fieldset[id^=row-]");
  for (const [name, part] of shares) {
    const row = name ? rows.filter({ hasText: name }).first() : rows.nth(2);
    await row.locator("input").fill(`${part}`);
    await row.locator("select").selectOption("carry");
  }
  await send(head, "保存分解");
}

async function adoptTargets({ organiser }) {
  await organiser.open("/duty/cycles");
  await follow(organiser, leading(organiser, "/duty/cycles/0"));
  await follow(organiser, organiser.page.locator("main tbody tr", { hasText: "双石铺镇" }).locator("a").first());
  const drafts = organiser.page.locator('main a[href^="/duty/targets/"]');
  const paths = await drafts.evaluateAll((all) => [...new Set(all.map((one) => one.getAttribute("href")))]);
  for (const path of paths) {
    await organiser.open(path);
    await follow(organiser, "审定目标");
    await send(organiser, "审定目标");
  }
}

async function moveYear({ organiser }, words) {
  await organiser.open("/duty/cycles");
  await follow(organiser, leading(organiser, "/duty/cycles/0"));
  await follow(organiser, words);
  if ((await field(organiser, "note").count()) > 0) await field(organiser, "note").fill("演练，先行实施");
  await send(organiser, words);
}

/** The head has letters drawn up and offers the holder's. */
async function offerLetter({ head, holder }) {
  await toTown(head);
  await send(head, "拟定责任书");
  await follow(head, head.page.locator('main tr', { hasText: await nameOf(holder) }).locator('a[href^="/duty/letters/"]'));
  await follow(head, head.page.locator('main a[href$="/offer"]'));
  await send(head, head.page.locator("main form.confirm button").first());
}

async function contestAndAmend({ head, holder }) {
  await takeUp(holder, "责任书");
  await follow(holder, "提出意见");
  await field(holder, "comment").fill("群众诉求件数偏多，建议调低一些。");
  await send(holder, "送负责人答复");
  await takeUp(head, "答复意见");
  await follow(head, "修改后重新发出");
  const goals = head.page.locator('main [name^="goal"], main [name$="goal"]');
  await goals.first().fill("16");
  await field(head, "note").fill("已按实际调低。");
  await send(head, "修改后重新发出");
}

async function sign(visitor, step) {
  await takeUp(visitor, step);
  await follow(visitor, visitor.page.locator('main a[href$="/signature"]'));
  await visitor.page.locator("main input[type=password]").fill(PASSWORD);
  await send(visitor, visitor.page.locator("main form", { has: visitor.page.locator("input[type=password]") }).locator("button").first());
}

/** Work recorded for the letter, with a co-worker of another unit found by the first letters of their name. */
async function recordWork({ holder }) {
  await holder.open("/");
  await follow(holder, "记录工作纪实");
  await field(holder, "title").fill("走访住户，办结诉求");
  await unfold(holder, "请人确认");
  await field(holder, "who").fill("sun");
  await holder.send(button(holder, "查找"));
  assert.equal(await field(holder, "title").inputValue(), "走访住户，办结诉求", "looking for a name forgets the work");
  const asked = holder.page.locator("main label.choice", { hasText: "组织部" }).first();
  if ((await asked.locator("input:checked").count()) === 0) await asked.click();
  const amount = holder.page.locator('main [name^="quantity-"]').first();
  await amount.fill("12");
  await holder.page.locator("main [name=item]").first().check();
  await send(holder, "记录这件工作");
  await holder.sees("走访住户");
  await follow(holder, link(holder, "走访住户，办结诉求"));
  await unfold(holder, "添加附件");
  await holder.page.locator("main input[type=file]").setInputFiles({
    name: "台账.txt", mimeType: "text/plain", buffer: Buffer.from("1. 已办结"),
  });
  await holder.send(button(holder, "上传附件"));
}

/** The co-worker of another unit opens the attachment and confirms. */
async function confirmWork({ organiser }) {
  await takeUp(organiser, "确认");
  const [taken] = await Promise.all([organiser.page.waitForEvent("download"), organiser.page.locator('main a[href*="/files/"]').first().click()]);
  assert.equal(taken.suggestedFilename(), "台账.txt");
  await send(organiser, organiser.page.locator('main button[value=confirmed]'));
  await organiser.sees("已确认");
}

async function reviewQuarter({ organiser, holder, head }) {
  await organiser.open("/cockpit");
  await unfold(organiser, "组织平时考核");
  await option(organiser, "quarter", "4").check();
  await field(organiser, "due_on").fill(`${YEAR}-12-31`);
  await send(organiser, "组织平时考核");
  await takeUp(holder, "季度小结");
  await field(holder, "summary").fill("本季度办结诉求12件。");
  await send(holder, "报送总结");
  await takeUp(head, await nameOf(holder));
  await field(head, "remark").fill("工作扎实，群众反映好。");
  await send(head, "完成评语");
}

/** The assessment opens; the town's review runs by codes; the holder sums the year up. */
async function assess(people) {
  const { organiser, holder } = people;
  await moveYear(people, "开始考核");
  await organiser.open("/cockpit");
  await unfold(organiser, "组织年度考核");
  await field(organiser, "on").fill(new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10));
  await send(organiser, "组织年度考核");
  await takeUp(holder, "个人总结");
  await field(holder, "summary").fill("一年来办结诉求12件，防汛巡查全部到位。");
  await send(holder, "报送总结");
}

async function ballots({ organiser, holder, rater }) {
  await organiser.open("/assessment/ballots");
  const organ = field(organiser, "organ");
  await organ.selectOption({ label: await organ.locator("option", { hasText: "双石铺镇" }).first().textContent() });
  const soon = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10);
  await field(organiser, "closes_on").fill(soon);
  await send(organiser, "组织民主测评");
  const codes = await organiser.page.locator("main tbody code").allInnerTexts();
  assert.ok(codes.length >= 5, "too few codes were made");
  for (const code of codes.slice(0, 6)) {
    await rater.open("/ballot");
    await field(rater, "code").fill(code);
    await rater.send(button(rater, "开始测评"));
    await judge(rater);
    for (const first of await rater.page.locator("main fieldset fieldset").all()) await first.locator("input").first().check();
    await rater.send(button(rater, "提交测评"));
    await rater.sees("测评码已作废");
  }
  await organiser.open("/assessment/ballots");
  await follow(organiser, leading(organiser, "/assessment/ballots/"));
  await field(organiser, "note").fill("参评人员已全部投出");
  await send(organiser, "结束测评");
}

async function proposeAndDecide({ head, committee, holder }) {
  await takeUp(head, await nameOf(holder));
  await follow(head, "核实情况、提出等次建议");
  for (const mark of await head.page.locator('main [name^="mark_"]').all()) await mark.fill("92");
  await field(head, "comment").fill("履职尽责，群众满意，建议定为优秀。");
  await option(head, "grade", "excellent").check();
  await send(head, "报考核委员会");
  await committee.open("/assessment/committee");
  await follow(committee, committee.page.locator("main tr", { hasText: "双石铺镇" }).locator("a").first());
  await committee.sees(/优秀名额[1-9]\d*个/);
  await committee.page.locator("main [name=ids]").first().check();
  await send(committee, "按建议确定");
}

async function publish({ organiser, head }) {
  await organiser.open("/assessment/publicity");
  const organ = field(organiser, "organ");
  await organ.selectOption({ label: await organ.locator("option", { hasText: "双石铺镇" }).first().textContent() });
  const closes = await field(organiser, "closes_on").inputValue();
  await send(organiser, "公示拟优秀人员");
  const posted = organiser.path;
  await head.open("/assessment/publicity");
  await follow(head, leading(head, "/assessment/publicity/"));
  await field(head, "appraisal").selectOption({ index: 1 });
  await field(head, "body").fill(OBJECTION);
  await send(head, "提出异议");
  await organiser.open("/assessment/publicity");
  await follow(organiser, leading(organiser, "/assessment/publicity/"));
  await organiser.sees(OBJECTION);
  await field(organiser, "answer").fill("经核实，两次巡查记录在镇应急台账中，异议不成立。");
  await send(organiser, "答复：异议不成立");
  return closes || posted;
}

async function walk(t, size) {
  const county = await practise(t);
  const on = { size, base: county.base };
  const people = {};
  for (const role of ["organiser", "head", "holder", "committee"]) people[role] = await visit(t, { ...on, as: role });
  people.rater = await visit(t, on);
  try {
    await live(people, county);
  } catch (error) {
    throw await told(people, error);
  }
}

async function live(people, county) {
  const { organiser, head, holder } = people;
  const [me, boss] = [await nameOf(holder), await nameOf(head)];
  await openYear(people);
  await draftTarget(people, ["办结群众诉求", 60], [[me, 50], [boss, 50]]);
  await draftTarget(people, ["完成防汛巡查", 40], [[me, 25], [boss, 25], ["", 50]]);
  await adoptTargets(people);
  await moveYear(people, "目标定稿，开始签订责任书");
  await offerLetter(people);
  await contestAndAmend(people);
  await sign(holder, "阅看并签订");
  await sign(head, "代表单位签订");
  await holder.open("/");
  await holder.sees("办结群众诉求");
  await moveYear(people, "转入实施");
  await recordWork(people);
  await confirmWork(people);
  await reviewQuarter(people);
  await assess(people);
  await ballots(people);
  await proposeAndDecide(people);
  const closes = await publish(people);
  await county.later(Math.ceil((Date.parse(closes) - Date.now()) / 86_400_000) + 2);
  for (const role of ["organiser", "head", "holder"]) await people[role].signInAs(role);
  await takeUp(organiser, "办结公示");
  await send(organiser, "办结公示");
  await takeUp(head, "书面");
  await send(head, "送达书面通知");
  await takeUp(holder, "意见");
  await holder.sees("优秀");
  await send(holder, "同意");
  await organiser.open("/assessment/results");
  await judge(organiser);
  await holder.open("/assessment");
  await follow(holder, leading(holder, "/assessment/0"));
  await holder.sees("已办结");
}

/** Says where everybody stood when the story broke off. */
async function told(people, error) {
  const stood = await Promise.all(Object.entries(people).map(async ([role, { path, page }]) => {
    const said = await page.locator("main").innerText({ timeout: 1_000 }).catch(() => "");
    return `${role} at ${path}:\n${said.replace(/\n+/g, "\n").slice(0, 1_200)}`;
  }));
  return new Error(`${error.message}\n${stood.join("\n---\n")}`, { cause: error });
}

for (const size of Object.keys(SIZES)) {
  test(`a whole year, from the first target to the result (${size})`, { timeout: 300_000 }, (t) => walk(t, size));
}
