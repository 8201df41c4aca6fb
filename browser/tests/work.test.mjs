// Work that is done on the pages: an entry of evidence by keyboard on the phone, sent once or twice; a letter signed
// by both sides. Each test makes what it needs, so it can run again on the same county.
// Not here: how the pages look (rooms.test.mjs).

import { assert, BASE, isSound, tabAndPress, tabAndType, tabTo, test, visit } from "../harness/index.mjs";

const SIGN = "阅看并签订责任书";
/** The password the demo county gives everybody, as its sign-in page says. */
const PASSWORD = "demo";

/** A title nobody has written before. */
const fresh = (words) => `${words}（${Date.now().toString(36)}）`;

/** How many entries of the list have this title. */
async function listed(visitor, title) {
  await visitor.open("/duty/evidence");
  return visitor.page.locator("main tbody tr", { hasText: title }).count();
}

const entryForm = (visitor) => visitor.page.locator('main form[action="/duty/evidence"][method=post]');

/** Everything a form would send, as pairs. */
const contents = (form) => form.evaluate((element) => [...new FormData(element)]);

/** Sends the same pairs again, as a browser does whose first answer was lost. */
async function sendAgain(visitor, path, pairs) {
  return visitor.page.context().request.post(`${BASE}${path}`, {
    data: new URLSearchParams(pairs).toString(),
    headers: { "content-type": "application/x-www-form-urlencoded", origin: BASE, "sec-fetch-site": "same-origin" },
  });
}

test("the holder records a piece of work on the phone with the keyboard alone", async (t) => {
  const holder = await visit(t, { as: "holder", size: "phone" });
  const title = fresh("核对防汛值班台账");
  await holder.open("/duty/evidence/new");
  const form = entryForm(holder);
  await tabAndType(holder, form.locator("textarea[name=title]"), title);
  // The last item is a duty of the post itself: it asks for no amount.
  const item = form.locator("input[name=item]").last();
  await tabTo(holder, item);
  await holder.page.keyboard.press("Space");
  assert.ok(await item.isChecked(), "Space does not choose the item");
  assert.match(await form.locator("input[name=happened_on]").inputValue(), /^\d{4}-\d\d-\d\d$/, "today is not filled in");
  await tabAndPress(holder, form.locator("button:not([type=button])").last());
  await holder.page.waitForURL((url) => !url.pathname.endsWith("/new"));
  await isSound(holder);
  assert.equal(await listed(holder, title), 1, "the entry is not in the list");
});

for (const javascript of [true, false]) {
  const how = javascript ? "" : " without scripts";

  test(`the same entry sent twice is one entry${how}`, async (t) => {
    const holder = await visit(t, { as: "holder", size: "phone", javascript });
    const title = fresh("走访住户记录诉求");
    await holder.open("/duty/evidence/new");
    const form = entryForm(holder);
    await form.locator("textarea[name=title]").fill(title);
    await form.locator("input[name=item]").last().check();
    const pairs = await contents(form);
    await form.locator("button:not([type=button])").last().click();
    await holder.page.waitForURL((url) => !url.pathname.endsWith("/new"));
    const again = await sendAgain(holder, "/duty/evidence", pairs);
    assert.equal(again.status(), 200, "the second sending is not led to the entry");
    assert.equal(await listed(holder, title), 1, "sent twice, listed twice");
  });

  test(`an entry without a title comes back with what was typed${how}`, async (t) => {
    const holder = await visit(t, { as: "holder", size: "phone", javascript });
    holder.expectComplaint(/status of 422/);
    await holder.open("/duty/evidence/new");
    const form = entryForm(holder);
    await form.locator("input[name=item]").first().check();
    const [answer] = await Promise.all([answerTo(holder), form.locator("button:not([type=button])").last().click()]);
    assert.equal(answer.status(), 422);
    await holder.page.waitForLoadState("load");
    assert.notEqual(await holder.page.locator("main [role=alert]").count(), 0, "no summary of what is wrong");
    assert.ok(await entryForm(holder).locator("input[name=item]").first().isChecked(), "the chosen item is forgotten");
    await isSound(holder);
  });

  test(`a letter is in force once holder and head have signed it${how}`, async (t) => {
    const holder = await visit(t, { as: "holder", size: "phone", javascript });
    const head = await holder.another(t, { as: "head", size: "desktop", javascript });
    const letter = await offered(holder, head);

    await holder.open("/");
    await holder.page.locator(`main a[href="${letter}"]`).first().click();
    await holder.page.waitForURL(`**${letter}`);
    await isSound(holder);
    await refusesWrongPassword(holder, letter);
    await sign(holder, letter);
    await holder.sees("待单位签订");

    await head.open("/");
    await head.page.locator(`main a[href="${letter}"]`).first().click();
    await head.page.waitForURL(`**${letter}`);
    await refusesWrongPassword(head, letter);
    await sign(head, letter);
    await head.sees("已生效");
    await isSound(head);

    await holder.open(letter);
    await holder.sees("已生效");
    const homeward = await holder.open("/").then(() => holder.page.locator("main", { hasText: SIGN }).count());
    assert.equal(homeward, 0, "the home page still asks for a signature");
  });
}

/** The answer to the next form sent. */
function answerTo(visitor) {
  return visitor.page.waitForResponse((response) => response.request().method() === "POST");
}

/** Opens the page of a signature, sends a password, and gives the answer. */
async function sendPassword(visitor, letter, password) {
  await visitor.open(`${letter}/signature`);
  const form = visitor.page.locator("main form", { has: visitor.page.locator("input[type=password]") });
  await form.locator("input[type=password]").fill(password);
  const [answer] = await Promise.all([answerTo(visitor), form.locator("button").first().click()]);
  await visitor.page.waitForLoadState("load");
  return answer;
}

async function refusesWrongPassword(visitor, letter) {
  visitor.expectComplaint(/status of 422/);
  const answer = await sendPassword(visitor, letter, "not the password");
  assert.equal(answer.status(), 422, "a wrong password signs");
  const said = await visitor.page.locator("main [role=alert]").first().innerText();
  assert.match(said, /密码/, "the message does not speak of the password");
  assert.equal(await visitor.page.locator("main input[type=password]").inputValue(), "", "the password came back");
  await isSound(visitor);
}

async function sign(visitor, letter) {
  const answer = await sendPassword(visitor, letter, PASSWORD);
  assert.equal(answer.status(), 303, "the signature is not taken");
  await visitor.page.waitForURL(`**${letter}`);
}

/** The path of the holder's letters in this state, newest last. */
async function lettersIn(holder, state) {
  await holder.open("/duty/letters");
  const rows = holder.page.locator("main tbody tr", { hasText: state });
  return rows.locator('a[href^="/duty/letters/"]').evaluateAll((all) => all.map((one) => one.getAttribute("href")));
}

/** A letter that waits for the holder: the one the county begins with, or a revision the head offers now. */
async function offered(holder, head) {
  for (const letter of await lettersIn(holder, "待单位签订")) await sign(head, letter);
  const waiting = await lettersIn(holder, "待本人签订");
  if (waiting.length > 0) return waiting[0];
  const [current] = await lettersIn(holder, "已生效");
  assert.ok(current, "the holder has no letter in force");
  const revised = await decide(head, `${current}/revision`, "工作分工调整");
  await decide(head, `${revised}/offer`, "已与本人沟通");
  return revised;
}

/** Sends the page that asks for a reason; gives the path it leads to. */
async function decide(visitor, path, reason) {
  await visitor.open(path);
  const form = visitor.page.locator("main form", { has: visitor.page.locator("textarea[name=note]") });
  await form.locator("textarea[name=note]").fill(reason);
  const [answer] = await Promise.all([answerTo(visitor), form.locator("button").first().click()]);
  assert.equal(answer.status(), 303, `${path} is not taken`);
  await visitor.page.waitForURL((url) => url.pathname !== path);
  return visitor.path;
}
