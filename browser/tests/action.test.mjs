// Action learning as it is done: a set put together, begun and taken once around the circle, with a commitment kept on
// the phone; an attempt at work recorded on the phone and seen by another. Each test makes what it needs.
// Not here: which elements a level needs (the rules' own tests).

import { assert, isSound, SIZES, test, visit } from "../harness/index.mjs";

/** Words nobody has written before. */
const fresh = (words) => `${words}（${Date.now().toString(36)}）`;

/** The name of whoever is signed in, as the top of the page shows it. */
const ownName = (visitor) =>
  visitor.page.locator("header .who a span").first().evaluate((span) => span.firstChild.textContent.trim());

/** Chooses in a list the line that begins with these words. */
async function choose(visitor, name, begins) {
  const list = visitor.page.locator(`main select[name=${name}]`);
  const value = await list.evaluate(
    (element, begins) => [...element.options].find((option) => option.text.startsWith(begins))?.value,
    begins,
  );
  assert.ok(value, `${name} does not offer ${begins}`);
  await list.selectOption(value);
}

/** A day so far from today, as a date field takes it. */
const inDays = async (visitor, days) => {
  const day = await visitor.page.locator('main input[type=date]').first().inputValue();
  const at = new Date(`${day || new Date().toISOString().slice(0, 10)}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
};

const button = (visitor, words) => visitor.page.getByRole("button", { name: words }).first();

/** The head puts a set of the first level together, with themselves as its owner, and begins it. */
async function begin(head, title) {
  await head.open("/action/sets/new");
  await isSound(head);
  const name = await ownName(head);
  const form = head.page.locator('main form[action="/action/sets"]');
  await form.locator("[name=title]").fill(title);
  await form.locator("[name=problem]").fill("群众办一件事要跑三趟，缺什么材料当场说不清楚。");
  await form.locator("[name=residents]").fill("到镇上办事的群众");
  await form.locator("input[name=wanted][value=solution]").check();
  await form.locator("[name=ends_on]").fill(await inDays(head, 60));
  await choose(head, "owner", name);
  const members = form.locator("input[name=members]");
  assert.ok((await members.count()) >= 5, "too few people are offered");
  for (const at of [0, 1, 2, 3, 4]) await members.nth(at).check();
  const sponsor = await head.page.locator("main select[name=sponsor] option").evaluateAll(
    (all, name) => all.find((one) => one.value && !one.text.startsWith(name))?.value, name);
  await form.locator("select[name=sponsor]").selectOption(sponsor);
  await head.send(button(head, "组建小组"));
  await head.sees("第1层级");
  await head.sees("缺少");
  await isSound(head);
  await head.follow("启动小组");
  await head.page.locator("[name=without]").fill("先走一轮，边做边补");
  await head.send(button(head, "启动小组"));
  await head.sees("现在进行到：当前怎样看这个问题");
  return head.path;
}

for (const javascript of [true, false]) {
  const how = javascript ? "" : " without scripts";

  test(`a set runs a round${how}`, async (t) => {
    const head = await visit(t, { as: "head", size: "desktop", javascript });
    const round = await begin(head, fresh("少跑一趟").slice(0, 20));
    const write = async (step, fill, words) => {
      await head.open(`${round}/${step}`);
      for (const [name, value] of Object.entries(fill)) await head.page.locator(`main [name=${name}]`).fill(value);
      await head.send(button(head, words));
    };
    await write("problem", { body: "退件时只说材料不齐，没有说缺哪一样。" }, "保存，去");
    await head.sees("先只提问");
    await write("questions", { question: "群众是在哪一步被退回的？" }, "保存，去");
    await write("assumptions", { assumption: "贴了清单就有人看", test: "请五个人当场找" }, "保存，去");
    await isSound(head);
    await head.page.locator("main [name=what]").fill("退件时写明缺什么");
    await choose(head, "person", await ownName(head));
    await head.page.locator("main [name=by_on]").fill(await today(head, round));
    await head.send(button(head, "保存，去"));

    const phone = await head.another(t, { as: "head", size: "phone", javascript });
    await phone.open("/");
    await phone.page.locator('main a[href^="/action/commitments/"]').last().click();
    await phone.page.waitForURL("**/action/commitments/*");
    await isSound(phone);
    await phone.page.locator("main [name=happened]").fill("十二个人一次办成。");
    await phone.send(button(phone, "写明结果"));
    await phone.sees("已兑现");

    await write("reflection", { body: "我们没有问过群众。" }, "保存，去");
    await write("principles", { principle: "先看对方怎样做，再改自己的流程。" }, "保存，去");
    await head.page.locator("main [name=body]").fill("办法管用，转为固定做法。");
    await head.send(button(head, "结束本轮"));
    await head.sees("可以结束小组");
    await head.open(round);
    await head.sees("八个环节都已完成");
    await isSound(head);
  });
}

/** The day the county lives in: the day the round meets was filled in by it. */
async function today(visitor, round) {
  await visitor.page.goto("/action/sets/new");
  const day = await visitor.page.locator("main [name=starts_on]").inputValue();
  await visitor.page.goto(`${round}/commitments`);
  await visitor.page.locator("main [name=what]").fill("退件时写明缺什么");
  await choose(visitor, "person", await ownName(visitor));
  return day;
}

for (const javascript of [true, false]) {
  const how = javascript ? "" : " without scripts";

  test(`a learner records an attempt on the phone and another has seen it${how}`, async (t) => {
    const head = await visit(t, { as: "head", size: "desktop", javascript });
    const witness = await ownName(head);
    const learner = await head.another(t, { as: "holder", size: "phone", javascript });
    await learner.open("/action");
    await isSound(learner);
    await learner.page.locator('main a[href^="/action/intentions/"]:not([href$="/attempt"])').first().click();
    await learner.page.waitForURL("**/action/intentions/*");
    await isSound(learner);
    await learner.follow("记一次尝试");
    await isSound(learner);
    const form = learner.page.locator("main form[action$='/attempt']");
    const what = fresh("当场写明缺的材料");
    await form.locator("[name=what]").fill(what);
    await form.locator("input[name=as_intended][value='1']").check();
    await form.locator("input[name=outcome][value=worked]").check();
    await form.locator("input[name=alike][value='0']").check();
    await form.locator("input[name=thought][value=back]").check();
    await form.locator("[name=principle]").fill("要紧的话写下来");
    await choose(learner, "witness", witness);
    await learner.send(button(learner, "记下这次尝试"));
    await learner.sees("高路迁移（回溯）");
    await isSound(learner);

    await head.open("/");
    await head.page.locator("main li", { hasText: what }).getByRole("link").first().click();
    await head.page.waitForURL("**/action/attempts/*");
    await isSound(head);
    await head.page.locator("main input[name=rating][value='4']").check();
    await head.send(button(head, "确认看到"));
    await learner.page.reload();
    await learner.sees("记为已转化");
  });
}

test("an offer is taken up in another unit, which says what came of it", async (t) => {
  const trainer = await visit(t, { as: "trainer", size: "phone" });
  await trainer.open("/action/exchange");
  await isSound(trainer);
  const offer = await trainer.page.locator('main a[href^="/action/exchange/"]').first().getAttribute("href");
  await trainer.open(`${offer}/taking`);
  await isSound(trainer);
  const form = trainer.page.locator(`main form[action="${offer}/taking"]`);
  const first = fresh("先在一个窗口试一周退件单");
  await form.locator("input[name=unit]").first().check();
  await choose(trainer, "person", await ownName(trainer));
  await form.locator("[name=first]").fill(first);
  assert.ok(await form.locator("[name=by_on]").inputValue(), "a day is proposed");
  await trainer.send(button(trainer, "定下来"));
  await trainer.sees(first);
  await isSound(trainer);
  const taken = trainer.path;
  await trainer.open("/action");
  await trainer.page.locator(`main a[href="${taken}"]`).first().waitFor();
  await trainer.open(taken);
  await trainer.page.locator("main input[name=state][value=works]").check();
  await trainer.page.locator("main [name=came]").fill("试了一周，十二件一次办成，表要再短一些。");
  await trainer.send(button(trainer, "写明结果"));
  await trainer.sees("管用");
  await isSound(trainer);
  await trainer.open(offer);
  await trainer.sees(first);
  await trainer.sees("十二件一次办成");
  await isSound(trainer);
});

for (const size of Object.keys(SIZES)) {
  test(`what arrives is counted and names nobody (${size})`, async (t) => {
    const trainer = await visit(t, { as: "trainer", size });
    for (const path of ["/action", "/action/sets", "/action/exchange", "/action/transfer/arrivals"]) {
      await trainer.open(path);
      await isSound(trainer);
    }
    await trainer.sees("已转化");
    await trainer.open("/action/exchange");
    await trainer.page.locator('main a[href^="/action/exchange/"]').first().click();
    await trainer.page.waitForURL("**/action/exchange/*");
    await isSound(trainer);
  });
}
