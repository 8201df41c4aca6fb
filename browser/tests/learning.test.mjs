// The rooms of learning in both languages, as those see them who work in them: sound, and light on the phone. Not
// here: what is done there (the test of each room).

import { assert, isLight, isSound, test, visit } from "../harness/index.mjs";

const ROOMS = {
  trainer: [
    "/training", "/training/years/2026", "/training/classes", "/training/questions", "/training/imports",
    "/training/sources", "/training/statements", "/action/transfer/arrivals", "/diagnosis", "/diagnosis/norms",
    "/diagnosis/quality", "/diagnosis/report",
  ],
  head: ["/training", "/action", "/action/sets", "/action/exchange", "/diagnosis", "/diagnosis/plans"],
  holder: ["/training", "/action", "/action/transfer", "/action/transfer/new", "/diagnosis/mine", "/diagnosis/library"],
};

for (const [role, rooms] of Object.entries(ROOMS)) {
  for (const [language, size] of [["zh-CN", "phone"], ["en", "desktop"]]) {
    test(`learning as the ${role} sees it (${language}, ${size})`, async (t) => {
      const visitor = await visit(t, { as: role, size, language });
      for (const path of rooms) {
        await t.test(path, async () => {
          if (size === "phone") await isLight(visitor, path);
          else await visitor.open(path);
          await isSound(visitor);
          const heading = await visitor.page.locator("main h1").innerText();
          if (language === "en") assert.match(heading, /[A-Za-z]{3}/, "the heading is not in English");
          assert.deepEqual(visitor.complaints.splice(0), [], "the browser complained");
        });
      }
    });
  }
}
