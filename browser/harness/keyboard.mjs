// The house without a mouse: walking by Tab, seeing where one is, pressing Enter.
// Not here: sign-in and forms with the mouse (house.mjs).

import assert from "node:assert/strict";

/** Presses Tab until the element has the focus; fails after `most` steps or when the focus cannot be seen. */
export async function tabTo(visitor, locator, most = 80) {
  const { page } = visitor;
  const target = await locator.first().elementHandle();
  assert.ok(target, "there is no such element to walk to");
  const passed = [];
  for (let step = 0; step < most; step += 1) {
    await page.keyboard.press("Tab");
    const here = await page.evaluate((wanted) => {
      const active = document.activeElement;
      return { arrived: active === wanted, html: active?.outerHTML.slice(0, 80) ?? "" };
    }, target);
    passed.push(here.html);
    if (here.arrived) {
      await focusShows(visitor);
      return step + 1;
    }
  }
  assert.fail(`not reached in ${most} steps from the keyboard; passed:\n  ${passed.join("\n  ")}`);
}

/** Walks to a field and types. */
export async function tabAndType(visitor, locator, text) {
  await tabTo(visitor, locator);
  await visitor.page.keyboard.press("ControlOrMeta+A");
  await visitor.page.keyboard.type(text);
}

/** Walks to a button or link and presses it; the page that follows has loaded when this returns. */
export async function tabAndPress(visitor, locator, key = "Enter") {
  await tabTo(visitor, locator);
  await Promise.all([visitor.page.waitForLoadState("load"), visitor.page.keyboard.press(key)]);
}

/** The element in focus is drawn differently from its unfocused self, and is on the screen. */
export async function focusShows(visitor) {
  const seen = await visitor.page.evaluate(() => {
    const active = document.activeElement;
    const look = getComputedStyle(active);
    const outlined = look.outlineStyle !== "none" && parseFloat(look.outlineWidth) > 0;
    const ringed = look.boxShadow !== "none";
    const { top, bottom } = active.getBoundingClientRect();
    return {
      drawn: outlined || ringed,
      onScreen: bottom > 0 && top < innerHeight,
      html: active.outerHTML.slice(0, 120),
    };
  });
  assert.ok(seen.drawn, `no mark of the focus on ${seen.html}`);
  assert.ok(seen.onScreen, `the focus is off the screen on ${seen.html}`);
}
