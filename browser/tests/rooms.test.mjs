// Every kind of page, opened by each role that works in it, on the phone and on the desktop: it answers, the
// browser does not complain, it is sound, and its first load is light. Not here: what is done on the pages.

import { assert, isLight, isSound, SIZES, test, visit } from "../harness/index.mjs";

/** A way to a page whose address the county chose: the first such link on the page before. */
const steps = (...way) => ({ name: way.join(" → "), way });
const DUTY = ["/duty", "/duty/evidence", "/duty/evidence/new", "/duty/cycles"];
const DUTY_DEEPER = [steps("/duty", "/duty/letters/"), steps("/duty/evidence", "/duty/evidence/")];
const YEAR = ["/assessment", "/assessment/handbook", "/assessment/publicity", "/assessment/honours"];
const PEOPLE = ["/people", steps("/people", "/people/"), "/units", steps("/units", "/units/"), "/units/chart"];
const LAW = ["/law", steps("/law", "/law/regulations/", "/law/clauses/"), "/law/calendar"];

const ROOMS = {
  holder: ["/", ...DUTY, ...DUTY_DEEPER, "/duty/letters", ...YEAR, ...PEOPLE, ...LAW, "/account"],
  head: ["/", ...DUTY, ...DUTY_DEEPER, "/duty/letters", ...YEAR, "/cockpit", ...PEOPLE, "/account"],
  organiser: ["/", ...DUTY, "/duty/letters", ...YEAR, "/cockpit", "/assessment/results", ...PEOPLE, ...LAW, "/account"],
  committee: ["/", ...DUTY, ...DUTY_DEEPER, "/duty/letters", ...YEAR, "/assessment/committee", ...PEOPLE, "/account"],
  village: ["/", ...DUTY, ...DUTY_DEEPER, "/duty/letters", ...YEAR, "/assessment/village", ...PEOPLE, "/account"],
};

/** The address at the end of a way; words such as “new” in the place of an id are not what is looked for. */
async function addressOf(visitor, room) {
  if (typeof room === "string") return room;
  let [path, ...links] = room.way;
  for (const start of links) {
    await visitor.open(path);
    const found = await visitor.page.locator(`main a[href^="${start}"]`).evaluateAll((all) => all.map((one) => one.getAttribute("href")));
    const named = /\/(new|import|export|template|chart|paper)\b|\.(xlsx|csv|docx)|\?/;
    path = found.find((address) => !named.test(address));
    assert.ok(path, `${visitor.path} leads nowhere under ${start}`);
  }
  return path;
}

for (const [role, rooms] of Object.entries(ROOMS)) {
  for (const size of Object.keys(SIZES)) {
    test(`the rooms of the ${role} (${size})`, async (t) => {
      const visitor = await visit(t, { as: role, size });
      for (const room of rooms) {
        await t.test(room.name ?? room, async () => {
          const path = await addressOf(visitor, room);
          // The phone stands for the poor line; what it loads the desktop loads too.
          if (size === "phone") await isLight(visitor, path);
          else await visitor.open(path);
          await isSound(visitor);
          assert.deepEqual(visitor.complaints.splice(0), [], "the browser complained");
        });
      }
    });
  }
}

for (const size of Object.keys(SIZES)) {
  test(`a rule tried with its own example shows its decision and clauses (${size})`, async (t) => {
    const visitor = await visit(t, { as: "organiser", size });
    await visitor.open("/law/rules/grade-eligibility");
    await isSound(visitor);
    const form = visitor.page.locator('main form[action="/law/rules/grade-eligibility"]');
    assert.notEqual(await form.locator("input[name=year]").inputValue(), "", "the example is not filled in");
    const sent = visitor.page.waitForResponse((response) => response.request().method() === "POST");
    await form.locator("button").last().click();
    assert.equal((await sent).status(), 200);
    await visitor.page.waitForLoadState("load");
    await visitor.sees("依据（");
    assert.notEqual(await visitor.page.locator('main details[open] a[href^="/law/clauses/"]').count(), 0, "no clause is cited");
    await isSound(visitor);
  });
}
