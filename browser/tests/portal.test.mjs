// What everybody reads without an account: the catalogue, what a lapsed basis does, notices with their feed, and the
// Open311 interface as a client script uses it. Not here: asking and answering (power).

import { assert, isLight, isSound, SIZES, test, visit } from "../harness/index.mjs";
import { BASE } from "../harness/index.mjs";

const PAGES = [
  "/open", "/open/items", "/open/lists", "/open/procedures", "/open/documents", "/open/notices", "/open/decisions",
  "/open/villages", "/open/reviews", "/open/reviews/method", "/open/requests", "/open/requests/new",
];

for (const size of Object.keys(SIZES)) {
  for (const language of ["zh-CN", "en"]) {
    test(`every page of the portal is sound (${size}, ${language})`, async (t) => {
      const visitor = await visit(t, { size, language });
      for (const path of PAGES) {
        await t.test(path, async () => {
          if (size === "phone") await isLight(visitor, path);
          else await visitor.open(path);
          await isSound(visitor);
          assert.deepEqual(visitor.complaints.splice(0), [], "the browser complained");
        });
      }
    });
  }
}

/** The first links of a list beneath an address. */
async function links(visitor, path, start) {
  await visitor.open(path);
  const all = await visitor.page.locator(`main a[href^="${start}"]`).evaluateAll((found) => found.map((one) => one.getAttribute("href")));
  return [...new Set(all)].filter((href) => !/[?]|\.(csv|xlsx|atom|json)$|\/(method|new)$/.test(href));
}

for (const size of Object.keys(SIZES)) {
  test(`what the lists lead to is sound (${size})`, async (t) => {
    const visitor = await visit(t, { size });
    for (const [list, start] of [
      ["/open/items", "/open/items/"], ["/open/lists", "/open/lists/"], ["/open/procedures", "/open/procedures/"],
      ["/open/documents", "/open/documents/"], ["/open/notices", "/open/notices/"], ["/open/decisions", "/open/decisions/"],
      ["/open/reviews", "/open/reviews/"],
    ]) {
      await t.test(list, async () => {
        const found = await links(visitor, list, start);
        assert.ok(found.length > 0, `${list} leads nowhere`);
        await visitor.open(found[0]);
        await isSound(visitor);
      });
    }
  });
}

/** Items of the catalogue as data, page by page, until one fits. */
async function item(fits) {
  for (let page = 1; page < 12; page += 1) {
    const answer = await fetch(`${BASE}/open/items?page=${page}`);
    const ids = [...new Set([...(await answer.text()).matchAll(/href="\/open\/items\/([0-9a-f-]{36})"/g)].map((one) => one[1]))];
    if (ids.length === 0) return undefined;
    for (const id of ids) {
      const data = await (await fetch(`${BASE}/open/items/${id}.json`)).json();
      if (fits(data)) return data;
    }
  }
  return undefined;
}

test("an item whose basis has lapsed takes no new case and says why", async (t) => {
  const visitor = await visit(t, { size: "phone" });
  const lapsed = await item((one) => !one.open);
  assert.ok(lapsed, "no item of the demo county rests on a lapsed basis");
  await visitor.open(`/open/items/${lapsed.id}`);
  await isSound(visitor);
  await visitor.sees("设定依据已失效");
  assert.equal(await visitor.page.locator('main a[href^="/open/requests/new?item="]').count(), 0, "it can still be asked for");
  const open = await item((one) => one.open);
  await visitor.open(`/open/items/${open.id}`);
  await visitor.page.locator('main a[href^="/open/requests/new?item="]').first().click();
  await visitor.page.waitForURL(/\/open\/requests\/new/);
  await isSound(visitor);
  await visitor.sees(open.name);
});

test("the catalogue is found by words a resident would use", async (t) => {
  const visitor = await visit(t, { size: "phone" });
  await visitor.open("/open/items");
  const name = await visitor.page.locator('main table a[href^="/open/items/"]').first().innerText();
  await visitor.page.locator("main input[name=q]").fill(name.slice(0, 4));
  await visitor.page.locator('main form[action="/open/items"] button:not([type=button])').click();
  await visitor.page.waitForURL(/q=/);
  await isSound(visitor);
  await visitor.sees(name);
});

test("the feed of notices is valid Atom and every entry leads to a page", async (t) => {
  const visitor = await visit(t);
  await visitor.open("/open/notices");
  const answer = await fetch(`${BASE}/open/notices.atom`);
  assert.equal(answer.status, 200);
  assert.match(answer.headers.get("content-type"), /^application\/atom\+xml/);
  const text = await answer.text();
  const feed = await visitor.page.evaluate((xml) => {
    const parsed = new DOMParser().parseFromString(xml, "application/xml");
    const wrong = parsed.querySelector("parsererror")?.textContent;
    const of = (node, name) => [...node.children].filter((one) => one.localName === name).map((one) => one.textContent.trim());
    const entries = [...parsed.documentElement.children].filter((one) => one.localName === "entry");
    return {
      wrong,
      space: parsed.documentElement.namespaceURI,
      root: parsed.documentElement.localName,
      id: of(parsed.documentElement, "id"),
      title: of(parsed.documentElement, "title"),
      updated: of(parsed.documentElement, "updated"),
      self: [...parsed.querySelectorAll("feed > link[rel=self]")].map((one) => one.getAttribute("href")),
      entries: entries.map((one) => ({
        id: of(one, "id"),
        title: of(one, "title"),
        updated: of(one, "updated"),
        link: [...one.children].filter((child) => child.localName === "link").map((child) => child.getAttribute("href")),
      })),
    };
  }, text);
  assert.equal(feed.wrong, undefined);
  assert.deepEqual([feed.space, feed.root], ["http://www.w3.org/2005/Atom", "feed"]);
  for (const name of ["id", "title", "updated", "self"]) assert.equal(feed[name].length, 1, `the feed has one ${name}`);
  assert.ok(feed.entries.length > 0, "the feed is empty");
  const date = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
  const ids = new Set();
  for (const one of feed.entries) {
    assert.deepEqual([one.id.length, one.title.length, one.updated.length], [1, 1, 1], "id, title, updated once each");
    assert.ok(one.title[0] !== "" && date.test(one.updated[0]), JSON.stringify(one));
    ids.add(one.id[0]);
    assert.ok(one.link.length > 0 && one.link[0].startsWith("http"), "an entry leads to a full address");
  }
  assert.equal(ids.size, feed.entries.length, "ids are told apart");
  await visitor.open(new URL(feed.entries[0].link[0]).pathname);
  await isSound(visitor);
});

/** A client of Open311 GeoReport v2 as programs write it: discovery first, then what it says. */
class Client {
  constructor(endpoint, key) {
    Object.assign(this, { endpoint, key });
  }

  static async discover(base, key) {
    const found = await (await fetch(`${base}/open311/v2/discovery.json`)).json();
    const endpoint = found.endpoints.find((one) => one.specification === "http://wiki.open311.org/GeoReport_v2");
    assert.ok(endpoint.formats.includes("application/json") && endpoint.formats.includes("text/xml"));
    // The house may stand behind another name than the one it tells.
    return new Client(new URL(new URL(endpoint.url).pathname, base).href, key);
  }

  async get(path) {
    const answer = await fetch(`${this.endpoint}/${path}`);
    return { status: answer.status, kind: answer.headers.get("content-type"), body: await answer.text() };
  }

  async post(fields, form = "json") {
    const body = new URLSearchParams({ ...(this.key ? { api_key: this.key } : {}), ...fields });
    const answer = await fetch(`${this.endpoint}/requests.${form}`, { method: "POST", body });
    return { status: answer.status, body: await answer.text() };
  }
}

test("an Open311 client finds the services, reports, and follows by token and number", async (t) => {
  const admin = await visit(t, { as: "system-admin" });
  await admin.open("/requests/keys");
  await isSound(admin);
  await admin.page.locator("main input[name=name]").fill(`测试客户端${Date.now().toString(36)}`);
  await admin.page.locator("main input[name=contact]").fill("0917-0000000");
  await admin.send(admin.page.locator('main form[action="/requests/keys"] button:not([type=button])').first());
  await isSound(admin);
  const key = (await admin.page.locator("main").innerText()).match(/\b[0-9a-zA-Z_-]{24,}\b/)?.[0];
  assert.ok(key, "the key is not shown");

  const client = await Client.discover(BASE, key);
  const services = JSON.parse((await client.get("services.json")).body);
  assert.ok(services.length > 3);
  for (const one of services) {
    for (const name of ["service_code", "service_name", "description", "metadata", "type", "keywords", "group"]) {
      assert.ok(name in one, `a service lacks ${name}`);
    }
  }
  const described = services.find((one) => one.metadata === true || one.metadata === "true");
  const definition = JSON.parse((await client.get(`services/${described.service_code}.json`)).body);
  assert.equal(definition.service_code, described.service_code);
  assert.ok(definition.attributes.length > 0);

  const nameless = await new Client(client.endpoint, undefined).post({ service_code: "road", address_string: "x", description: "y" });
  assert.equal(nameless.status, 403);
  assert.equal((await client.post({ address_string: "x", description: "y" })).status, 400);
  assert.equal((await client.post({ service_code: "no-such", address_string: "x" })).status, 404);
  assert.equal((await client.post({ service_code: "road" })).status, 400);

  const made = await client.post({ service_code: "road", address_string: "双石铺镇老街口", description: "路面塌了一块，骑车容易摔。" });
  assert.ok(made.status === 200 || made.status === 201, `${made.status}: ${made.body}`);
  const [receipt] = JSON.parse(made.body);
  let number = receipt.service_request_id;
  if (!number) {
    assert.ok(receipt.token, "neither number nor token");
    [{ service_request_id: number }] = JSON.parse((await client.get(`tokens/${receipt.token}.json`)).body);
  }
  const [found] = JSON.parse((await client.get(`requests/${number}.json`)).body);
  assert.equal(found.service_request_id, number);
  assert.equal(found.status, "open");
  assert.equal(found.service_code, "road");
  const listed = JSON.parse((await client.get(`requests.json?service_request_id=${number}`)).body);
  assert.equal(listed.length, 1);
  const closed = JSON.parse((await client.get("requests.json?status=closed")).body);
  assert.ok(closed.every((one) => one.status === "closed"));
  assert.equal((await client.get("requests/no-such.json")).status, 404);
  const xml = await client.get(`requests/${number}.xml`);
  assert.match(xml.kind, /xml/);
  assert.ok(xml.body.includes(`<service_request_id>${number}</service_request_id>`), xml.body);
});
