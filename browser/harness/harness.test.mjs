// The checks themselves, on small pages that break one rule each: a check that never fails checks nothing.
// Needs no county; it serves its own pages.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, test } from "node:test";

const frame = (body, head = "") => `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">
  <meta name="viewport" content="width=device-width"><title>试页</title><link rel="icon" href="data:,">${head}</head>
  <body><main><h1>试页</h1>${body}</main></body></html>`;

const PAGES = {
  "/sound": frame('<p>一切正常。</p><p><button style="min-height:48px">返回</button></p>'),
  "/unnamed": frame("<input type=text>"),
  "/wide": frame('<div id="wide" style="width:900px">很宽</div>'),
  "/framed": frame('<div style="overflow-x:auto"><div style="width:900px">很宽，但在框内</div></div>'),
  "/heavy": frame(`<!-- ${"x".repeat(90_000)} -->`),
  "/thumb": frame('<button style="height:20px">小</button>'),
  "/headless": frame("<h1>再来一个</h1>"),
  "/keys": frame("<p>duty-letter-title</p>"),
  "/blind": frame("<style>button:focus{outline:none}</style><button>看不见的焦点</button>"),
  "/throws": frame("", "<script>throw new Error('broken script')</script>"),
};

const server = createServer((request, answer) => {
  const page = PAGES[request.url];
  answer.writeHead(page ? 200 : 404, { "content-type": "text/html; charset=utf-8" });
  answer.end(page ?? frame("没有此页"));
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
after(() => server.close());
process.env.SHANZHI_BASE = `http://127.0.0.1:${server.address().port}`;
const { fitsThumb, fitsWidth, focusShows, hasItsHead, isAccessible, isLight, isSound, showsNoBareKey, tabTo, visit } =
  await import("./index.mjs");

async function at(t, path, how) {
  const visitor = await visit(t, how);
  await visitor.open(path);
  return visitor;
}

test("a sound page passes every check on the phone", async (t) => {
  const visitor = await at(t, "/sound", { size: "phone" });
  await isSound(visitor);
  await tabTo(visitor, visitor.page.locator("button"));
});

test("a field without a label is found by axe", async (t) => {
  await assert.rejects(isAccessible(await at(t, "/unnamed")), /label/);
});

test("a named exception silences one rule of axe", async (t) => {
  await isAccessible(await at(t, "/unnamed"), { label: "this page shows the exception" });
});

test("a page that scrolls sideways is found with the element", async (t) => {
  await assert.rejects(fitsWidth(await at(t, "/wide")), /id=\\?"wide/);
});

test("a wide element in its own frame is allowed", async (t) => {
  await fitsWidth(await at(t, "/framed"));
});

test("a heavy page is found by its bytes", async (t) => {
  await assert.rejects(isLight(await visit(t), "/heavy"), /loads 9\d{4} bytes/);
});

test("a target too small for a thumb is found", async (t) => {
  await assert.rejects(fitsThumb(await at(t, "/thumb")), /20 px/);
});

test("a second main heading is found", async (t) => {
  await assert.rejects(hasItsHead(await at(t, "/headless")), /2 main headings/);
});

test("a page in another language than asked for is found", async (t) => {
  await assert.rejects(hasItsHead(await at(t, "/sound", { language: "en" })), /another language/);
});

test("a text key shown to the reader is found", async (t) => {
  await assert.rejects(showsNoBareKey(await at(t, "/keys")), /duty-letter-title/);
});

test("a focus that cannot be seen is found", async (t) => {
  const visitor = await at(t, "/blind");
  await visitor.page.locator("button").focus();
  await assert.rejects(focusShows(visitor), /no mark of the focus/);
});

test("an element that Tab never reaches is found", async (t) => {
  const visitor = await at(t, "/sound");
  await assert.rejects(tabTo(visitor, visitor.page.locator("h1"), 5), /not reached in 5 steps/);
});

test("an error of a script is remembered as a complaint", async (t) => {
  const visitor = await at(t, "/throws");
  assert.match(visitor.complaints.splice(0).join(), /broken script/);
});

test("an answer other than the one asked for fails", async (t) => {
  const visitor = await visit(t);
  visitor.expectComplaint(/404/);
  await assert.rejects(visitor.open("/nowhere"), /answered 404/);
});
