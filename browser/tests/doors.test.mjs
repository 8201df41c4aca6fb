// The two doors open to everybody: signing in, and the law the house goes by.
// Not here: anything behind the sign-in.

import { assert, atEverySize, isLight, isSound, tabAndType, tabTo, test, visit } from "../harness/index.mjs";

for (const path of ["/sign-in", "/law"]) {
  atEverySize(`${path} is a sound page`, async (visitor) => {
    await visitor.open(path);
    await isSound(visitor);
  });

  test(`${path} is a sound page in English`, async (t) => {
    const visitor = await visit(t, { language: "en" });
    await visitor.open(path);
    await isSound(visitor);
    const heading = await visitor.page.locator("h1").innerText();
    assert.match(heading, /[A-Za-z]{3}/, "the heading is not in English");
  });

  test(`${path} is a sound page in the dark`, async (t) => {
    const visitor = await visit(t, { colours: "dark" });
    await visitor.open(path);
    await isSound(visitor);
  });

  test(`${path} loads less than sixty kilobytes the first time`, async (t) => {
    await isLight(await visit(t, { size: "phone" }), path);
  });

  test(`${path} reads the same without scripts`, async (t) => {
    const plain = await visit(t, { javascript: false });
    await plain.open(path);
    const scripted = await visit(t);
    await scripted.open(path);
    assert.equal(await plain.page.locator("h1").innerText(), await scripted.page.locator("h1").innerText());
  });
}

test("a page that does not exist says so and leads back", async (t) => {
  const visitor = await visit(t);
  await visitor.open("/no-such-room", { status: 404 });
  await isSound(visitor);
  assert.notEqual(await visitor.page.locator("main a[href]").count(), 0, "no way back");
});

test("signing in without scripts and with a wrong password keeps the name and names the fault", async (t) => {
  const visitor = await visit(t, { javascript: false });
  visitor.expectComplaint(/status of 422/);
  await visitor.open("/sign-in");
  const secret = visitor.page.locator("input[type=password]").first();
  const form = visitor.page.locator("form", { has: secret });
  const name = form.locator("input[type=text], input:not([type])").first();
  await name.fill("no-such-account");
  await secret.fill("not the password");
  const [answer] = await Promise.all([
    visitor.page.waitForResponse((response) => response.request().method() === "POST"),
    form.locator("button").first().click(),
  ]);
  assert.equal(answer.status(), 422);
  assert.equal(await visitor.page.locator("form input[type=text], form input:not([type])").first().inputValue(), "no-such-account");
  assert.equal(await visitor.page.locator("input[type=password]").first().inputValue(), "", "the password came back");
  assert.notEqual(await visitor.page.locator("[role=alert]").count(), 0, "no summary of what is wrong");
});

test("the sign-in form is filled from the keyboard alone", async (t) => {
  const visitor = await visit(t);
  await visitor.open("/sign-in");
  const secret = visitor.page.locator("input[type=password]").first();
  const form = visitor.page.locator("form", { has: secret });
  await tabAndType(visitor, form.locator("input[type=text], input:not([type])").first(), "someone");
  await tabAndType(visitor, secret, "a long enough password");
  await tabTo(visitor, form.locator("button").first());
});
