// Training from need to report: the trainer drafts a programme, the organisation department adopts it, a class is
// announced, the head names somebody, the class leader keeps the roll on the phone, the class is concluded, and the
// learner writes what will be used. Each test makes what it needs, so it can run again on the same county.
// Not here: the rules about hours (crate law), and what people do differently at work (diagnosis).

import { assert, isSound, SIZES, test, visit } from "../harness/index.mjs";

/** A title nobody has used before. */
const fresh = (words) => `${words}${Date.now().toString(36).slice(-5)}`;

/** Sends the form of the main part that posts to this address. */
const send = (visitor, action) =>
  visitor.send(visitor.page.locator(`main form[action^="${action}"] button:not([type=button])`).first());

/** Types into fields by their names. */
async function type(visitor, fields) {
  for (const [name, value] of Object.entries(fields)) {
    await visitor.page.locator(`main [name="${name}"]`).first().fill(value);
  }
}

/** The demo county's today: what a new entry of work is dated. */
async function today(t, size) {
  const holder = await visit(t, { as: "holder", size });
  await holder.open("/duty/evidence/new");
  return holder.page.locator("input[name=happened_on]").inputValue();
}

/** A programme drafted, handed in and adopted; answers its address. */
async function adopted(trainer, organiser, title, year) {
  await trainer.open(`/training/years/${year}/programmes/new`);
  await isSound(trainer);
  await type(trainer, { title, purpose: "回去后能把一件事的程序讲清楚", minutes: "120" });
  await trainer.page.locator('main input[name=form][value="off-post"]').check();
  await send(trainer, `/training/years/${year}/programmes`);
  const programme = trainer.path;
  await trainer.open(`/training/years/${year}`);
  await isSound(trainer);
  // The demo year's plan is adopted: what is drafted now is added to it, with a reason.
  const why = trainer.page.locator("main textarea[name=why]");
  if ((await why.count()) > 0) await why.fill("入汛提前，相关培训提前安排");
  await send(trainer, `/training/years/${year}/submission`);
  await organiser.open("/");
  await organiser.sees("审定年度培训计划");
  await organiser.open(`/training/years/${year}`);
  await type(organiser, { document: "测试印发文件" });
  await send(organiser, `/training/years/${year}/adoption`);
  await isSound(organiser);
  return programme;
}

/** The adopted programme is changed to two classes by an amendment; programme and plan show what it was. */
async function amended(trainer, programme, title, year) {
  await trainer.open(`${programme}/amendment`);
  await isSound(trainer);
  await type(trainer, { classes: "2", people: "80", reason: "报名人数多，分两期办", document: "测试会议纪要4号" });
  await send(trainer, `${programme}/amendment`);
  await isSound(trainer);
  await trainer.sees("1 → 2");
  await trainer.open(`/training/years/${year}`);
  await isSound(trainer);
  await trainer.sees("测试会议纪要4号");
  await trainer.sees(title);
}

/** A class of the programme with one session of today; answers its address. */
async function announced(trainer, programme, day, unit) {
  await trainer.open(`${programme}/classes/new`);
  await isSound(trainer);
  await type(trainer, { place: "县委党校", capacity: "4", enrol_until: day });
  await trainer.page.locator("main select[name=unit-0]").selectOption({ value: unit });
  await type(trainer, { "seats-0": "2", "day-new0": day, "starts-new0": "00:05", "minutes-new0": "60", "title-new0": "一件事的程序" });
  await trainer.page.locator("main select[name=content-new0]").selectOption("skill");
  await send(trainer, `${programme}/classes`);
  await isSound(trainer);
  return trainer.path;
}

for (const size of Object.keys(SIZES)) {
  test(`the trainer runs a class from need to report (${size})`, async (t) => {
    const day = await today(t, size);
    const year = day.slice(0, 4);
    const trainer = await visit(t, { as: "trainer", size });
    const organiser = await visit(t, { as: "organiser", size });
    const head = await visit(t, { as: "head", size });
    const holder = await visit(t, { as: "holder", size });

    await head.open(`/training/years/${year}/needs/new`);
    await isSound(head);
    const unit = await head.page.locator("main select[name=unit]").inputValue();
    await type(head, { topic: fresh("程序"), wanted: "能把一件事的程序讲清楚", people: "2" });
    await send(head, `/training/years/${year}/needs`);
    await isSound(head);

    const title = fresh("程序实务班");
    const programme = await adopted(trainer, organiser, title, year);
    await amended(trainer, programme, title, year);
    const course = await announced(trainer, programme, day, unit);

    await head.open("/");
    await head.sees("选派学员");
    await head.open(`${course}/nomination?unit=${unit}`, { lands: `${course}/nomination` });
    await isSound(head);
    await holder.open("/training");
    const statement = await holder.page.locator('main a[href^="/training/people/"]').first().getAttribute("href");
    await head.page.locator(`main input[name=person][value="${statement.split("/").pop()}"]`).check();
    await send(head, `${course}/nomination`);

    await trainer.open(`${course}/learners`);
    await isSound(trainer);
    await trainer.page.locator("main select[name=leader]").selectOption({ index: 1 });
    await send(trainer, `${course}/leader`);

    await holder.open("/");
    await holder.sees("登记各次课出勤");
    await holder.open(course);
    await isSound(holder);
    const roll = await holder.page.locator('main a[href$="/roll"]').first().getAttribute("href");
    await holder.open(roll);
    await isSound(holder);
    await holder.page.locator('main input[name^=presence-][value=late]').first().check();
    await holder.page.locator("main input[name^=minutes-]").first().fill("45");
    await send(holder, roll);
    await holder.open(roll);
    assert.equal(await holder.page.locator("main input[name^=minutes-]").first().inputValue(), "45");

    await trainer.open(`${course}/conclusion`);
    await isSound(trainer);
    await send(trainer, `${course}/conclusion`);

    await holder.open(`${course}/reaction`);
    await isSound(holder);
    for (const question of ["useful", "level", "taught", "time", "run"]) {
      await holder.page.locator(`main input[name=${question}][value="4"]`).check();
    }
    await send(holder, `${course}/reaction`);
    await holder.open(`${course}/report`);
    await isSound(holder);
    await type(holder, { what: "下周接待先把程序讲一遍", when: "周一接待日" });
    await send(holder, `${course}/report`);

    await holder.open("/training");
    await isSound(holder);
    await holder.sees(title);
    await holder.follow("年度培训情况");
    await isSound(holder);
    await holder.sees(title);
    await holder.sees("迟到1次");
    await holder.sees("45分钟");
  });
}

test("a class with nothing filled in comes back with each field named", async (t) => {
  const trainer = await visit(t, { as: "trainer", size: "phone" });
  await trainer.open("/training/questions");
  trainer.expectComplaint(/422/);
  await trainer.press("加入题库");
  await isSound(trainer);
  assert.ok((await trainer.page.locator("main [role=alert] a").count()) >= 3, "the summary does not lead to the fields");
});
