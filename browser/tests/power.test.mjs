// What residents ask for, from the phone in the street to the answer and the rating: asked without an account, sorted by
// the county's desk, answered by the office, rated, reopened once; a request for information with more time; what does
// not reach whom it should not. Not here: the portal that everybody reads (portal), supervision.

import { assert, fitsWidth, isLight, isSound, SIZES, test, visit } from "../harness/index.mjs";

/** A sentence nobody has written before. */
const fresh = (words) => `${words}${Date.now().toString(36).slice(-6)}`;

/** Sends the form of the main part that posts to this address. */
const send = (visitor, action) =>
  visitor.send(visitor.page.locator(`main form[action^="${action}"] button:not([type=button])`).first());

/** The form that posts to an address, its fold opened. */
async function form(visitor, action) {
  const found = visitor.page.locator(`main form[action$="${action}"]`).first();
  const fold = found.locator("xpath=ancestor::details[not(@open)]");
  if ((await fold.count()) > 0) await fold.first().locator("summary").first().click();
  return found;
}

/** A resident asks; answers number and secret of the slip. */
async function asks(t, { size, language = "zh-CN", body, place = true }) {
  const resident = await visit(t, { size, language });
  await isLight(resident, "/open/requests/new");
  await isSound(resident);
  await resident.page.locator("main textarea[name=body]").fill(body);
  if (place) await resident.page.locator("main select[name=place]").selectOption({ index: 1 });
  await resident.page.locator("main input[name=phone]").fill("0917-0000000");
  await send(resident, "/open/requests/new");
  await isSound(resident);
  const [number, secret] = await resident.page.locator("main .slips code").allInnerTexts();
  assert.ok(number && secret, "the slip shows no number and secret");
  return { resident, number, secret };
}

/** The resident looks again with number and secret. */
async function follows(resident, { number, secret }) {
  await resident.open("/open/requests");
  await isSound(resident);
  await resident.page.locator("main input[name=number]").fill(number);
  await resident.page.locator("main input[name=secret]").fill(secret);
  await send(resident, "/open/requests");
  assert.ok(!resident.page.url().includes(secret), "the secret stands in the address");
  await isSound(resident);
}

/** The unit of the demo county's head. */
async function unitOf(head) {
  await head.open("/action/sets/new");
  return head.page.locator("main select[name=unit]").inputValue();
}

/** The page of a request, found by its number. */
async function opened(visitor, number) {
  await visitor.open(`/requests?q=${encodeURIComponent(number)}`, { lands: "/requests" });
  await isSound(visitor);
  const href = await visitor.page.locator(`main a[href^="/requests/"]`, { hasText: number }).first().getAttribute("href");
  await visitor.open(href);
  await isSound(visitor);
  return href;
}

/** The desk sorts a request to a unit. */
async function sorted(t, size, number, unit, kind) {
  const desk = await visit(t, { as: "desk", size });
  const path = await opened(desk, number);
  await desk.page.locator(`main input[name=kind][value="${kind}"]`).check();
  await desk.page.locator("main form[action$='/sorting'] select[name=unit]").selectOption(unit);
  if (kind === "service") {
    await desk.page.locator("main select[name=category]").selectOption("light");
  }
  const title = kind === "information" ? "申请公开路灯采购合同" : "村口路灯不亮";
  await desk.page.locator("main form[action$='/sorting'] input[name=title]").fill(title);
  await send(desk, `${path}/sorting`);
  await isSound(desk);
  return { desk, path };
}

for (const size of Object.keys(SIZES)) {
  test(`a resident asks, follows, rates and reopens (${size})`, async (t) => {
    const body = fresh("村口第三盏路灯不亮已经一周，晚上老人走路不方便。编号");
    const { resident, ...slip } = await asks(t, { size, body });
    await follows(resident, slip);
    await resident.sees(body);

    const head = await visit(t, { as: "head", size });
    const unit = await unitOf(head);
    const { path } = await sorted(t, size, slip.number, unit, "service");

    await follows(resident, slip);
    await resident.sees(/\d{4}年\d{1,2}月\d{1,2}日/);
    await fitsWidth(resident, 320);

    await head.open(path);
    await isSound(head);
    const answer = await form(head, "/answer");
    await answer.locator("textarea[name=answer]").fill("您好：路灯已于今天更换灯头并恢复照明，另安排每周巡查一次。联系电话见办事大厅。");
    await send(head, `${path}/answer`);
    await isSound(head);

    await follows(resident, slip);
    await resident.sees("更换灯头");
    for (const [name, value] of [["responded", "yes"], ["resolved", "no"], ["level", "dissatisfied"]]) {
      await resident.page.locator(`main input[name=${name}][value="${value}"]`).check();
    }
    await send(resident, "/open/requests/rating");
    await isSound(resident);
    await resident.sees("已收到您的评价");
    await resident.page.locator("main form[action='/open/requests/reopening'] textarea[name=reasons]").fill("第二天晚上又不亮了，请再看一次线路。");
    await send(resident, "/open/requests/reopening");
    await isSound(resident);
    await resident.sees("已退回原承办单位重新办理");

    await head.open(path);
    const again = await form(head, "/answer");
    await again.locator("textarea[name=answer]").fill("您好：已更换线路接头，连续三晚查看正常。感谢您再次反映。");
    await send(head, `${path}/answer`);
    await follows(resident, slip);
    assert.equal(await resident.page.locator("main form[action='/open/requests/reopening']").count(), 0, "it can be reopened twice");
  });
}

test("a request for information gets more time only when the head agrees, and the resident sees the new day", async (t) => {
  const { resident, ...slip } = await asks(t, { size: "phone", body: fresh("我想看看去年路灯采购的合同和验收材料。编号") });
  const head = await visit(t, { as: "head", size: "desktop" });
  const unit = await unitOf(head);
  const { path } = await sorted(t, "desktop", slip.number, unit, "information");
  await follows(resident, slip);
  const before = await resident.page.locator("main").innerText();
  await head.open(path);
  const ask = await form(head, "/extension");
  await ask.locator("textarea[name=note-extension]").fill("合同在外地档案室，需要调取核对。");
  await send(head, `${path}/extension`);
  await isSound(head);
  await head.page.locator(`main form[action$="/extension-decision"] button[value=yes]`).click();
  await head.page.waitForLoadState("load");
  await isSound(head);
  await follows(resident, slip);
  assert.notEqual(await resident.page.locator("main").innerText(), before, "the resident's page did not change");
  await isSound(resident);
});

test("a wrong secret tells nothing about whether there is such a request", async (t) => {
  const { number } = await asks(t, { size: "phone", body: fresh("公交站牌被撞歪了，请扶正。编号") });
  const said = [];
  for (const [which, secret] of [[number, "AAAA-AAAA-AAAA"], ["SQ0000000000", "AAAA-AAAA-AAAA"]]) {
    const other = await visit(t, { size: "phone" });
    other.expectComplaint(/422/);
    await other.open("/open/requests");
    await other.page.locator("main input[name=number]").fill(which);
    await other.page.locator("main input[name=secret]").fill(secret);
    await other.press("查询");
    await isSound(other);
    said.push(await other.page.locator("main [role=alert]").innerText());
  }
  assert.equal(said[0], said[1]);
});

test("what a resident writes is text and nothing else", async (t) => {
  const word = fresh("x");
  const body = `<img src=x onerror="document.title='${word}'"><script>document.title='${word}'</script>`;
  const { resident, ...slip } = await asks(t, { size: "phone", body, place: false });
  await follows(resident, slip);
  await resident.sees("<img src=x");
  assert.ok(!(await resident.page.title()).includes(word));
});

test("the pages of residents speak English too", async (t) => {
  const { resident, ...slip } = await asks(t, { size: "phone", language: "en", body: fresh("The third street light is out. ") });
  await follows(resident, slip);
});

test("an empty request comes back with the field named and what was typed kept", async (t) => {
  const resident = await visit(t, { size: "phone" });
  resident.expectComplaint(/422/);
  await resident.open("/open/requests/new");
  await resident.page.locator("main input[name=address]").fill("老街口");
  await resident.page.locator("main form[action='/open/requests/new'] button:not([type=button])").first().click();
  await resident.page.locator("main [role=alert]").waitFor();
  await isSound(resident);
  assert.equal(await resident.page.locator("main input[name=address]").inputValue(), "老街口");
});

test("a file that is not what it says is refused clearly", async (t) => {
  const resident = await visit(t, { size: "phone" });
  resident.expectComplaint(/4\d\d/);
  await resident.open("/open/requests/new");
  await resident.page.locator("main textarea[name=body]").fill(fresh("照片见附件。编号"));
  await resident.page.locator("main input[name=files]").setInputFiles({
    name: "照片.jpg",
    mimeType: "image/jpeg",
    buffer: Buffer.from("MZ this is no picture"),
  });
  await resident.page.locator("main form[action='/open/requests/new'] button:not([type=button])").first().click();
  await resident.page.locator("main [role=alert]").waitFor();
  await resident.sees("照片.jpg");
});

test("a deputy in charge sees exactly the lines they oversee", async (t) => {
  const overseer = await visit(t, { as: "overseer" });
  const desk = await visit(t, { as: "desk" });
  await overseer.open("/requests?what=open", { lands: "/requests" });
  await isSound(overseer);
  const units = await overseer.page.locator("main select[name=unit] option").evaluateAll((all) => all.map((one) => [one.value, one.innerText]));
  await desk.open("/requests?what=open", { lands: "/requests" });
  const all = await desk.page.locator("main select[name=unit] option").evaluateAll((all) => all.map((one) => one.value));
  const own = units.map(([value]) => value).filter(Boolean);
  assert.ok(own.length > 0 && own.length < all.filter(Boolean).length, "the overseer reaches some offices and not all");
  const listed = () => overseer.page.locator('main table tbody a[href^="/requests/"]').evaluateAll((all) => all.map((one) => one.getAttribute("href")));
  const whole = await listed();
  const theirs = new Set();
  for (const unit of own) {
    await overseer.open(`/requests?what=open&unit=${unit}`, { lands: "/requests" });
    for (const link of await listed()) theirs.add(link);
  }
  assert.ok(whole.length > 0, "nothing is listed");
  for (const link of whole) assert.ok(theirs.has(link), `${link} lies with no office of theirs`);
  const foreign = all.find((unit) => unit && !own.includes(unit));
  await overseer.open(`/requests?what=all&unit=${foreign}`, { lands: "/requests" });
  assert.equal(await overseer.page.locator('main table a[href^="/requests/"]').count(), 0, "another office's requests are listed");
});
