// A busy portal and a broken connection: what is tried again, and that nothing is done twice.
import assert from "node:assert/strict";
import { test } from "node:test";

import { Portal, PortalError } from "../../static/sdk/portal-sdk.js";
import { CUT, scripted } from "./server.mjs";

const GOOD = { status: 200, body: '{"id":"cus_1"}' };
const before = (script) => new Portal("sk_sandbox_x", { baseUrl: script.origin, backoff: 1 });

for (const status of [429, 502, 503, 504, CUT]) {
  test(`a POST is tried again as the very same call: ${status || "cut"}`, async (t) => {
    const script = await scripted(t);
    script.answer({ status }, { status }, GOOD);

    const made = await before(script).customers.create({ name: "Oak" }, { entity_id: "ent_1" });

    assert.equal(made.id, "cus_1");
    assert.equal(script.asked.length, 3);
    assert.equal(new Set(script.asked.map((asked) => `${asked.headers["idempotency-key"]} ${asked.body}`)).size, 1);
  });
}

test("an upload is tried again with the same bytes", async (t) => {
  const script = await scripted(t);
  script.answer({ status: 503 }, GOOD);

  const pdf = new TextEncoder().encode("%PDF-1.7");
  await before(script).files.upload(pdf, { filename: "a.pdf", category: "attachment" });

  const [first, second] = script.asked;
  assert.deepEqual(first.body, second.body);
  assert.equal(first.headers["content-type"], second.headers["content-type"]);
  assert.match(String(first.body), /name="category"\r\n\r\nattachment/);
  assert.match(String(first.body), /filename="a.pdf"/);
});

test("two calls have two keys, and one can be given", async (t) => {
  const script = await scripted(t);
  script.answer(GOOD);
  const portal = before(script);

  await portal.customers.create({ name: "Oak" });
  await portal.customers.create({ name: "Oak" });
  await portal.customers.create({ name: "Oak" }, { idempotencyKey: "order-7" });

  const keys = script.asked.map((asked) => asked.headers["idempotency-key"]);
  assert.equal(new Set(keys).size, 3);
  assert.equal(keys[2], "order-7");
});

test("a call that is still being made is asked for again", async (t) => {
  const script = await scripted(t);
  const told = { code: "idempotency_in_progress", message: "Wait." };
  script.answer({ status: 409, headers: { "Retry-After": "0" }, body: JSON.stringify(told) }, GOOD);

  assert.equal((await before(script).customers.create({ name: "Oak" })).id, "cus_1");
});

test("it gives up with the last answer", async (t) => {
  const script = await scripted(t);
  const body = '{"code":"busy","message":"Try later."}';
  script.answer({ status: 503, body, headers: { "X-Request-Id": "req_1" } });

  const refused = await before(script).customers.get("cus_1").catch((error) => error);

  assert.ok(refused instanceof PortalError);
  assert.equal(script.asked.length, 4);
  assert.deepEqual([refused.status, refused.code, refused.message], [503, "busy", "Try later."]);
  assert.deepEqual([refused.requestId, refused.request_id], ["req_1", "req_1"]);
});

for (const status of [400, 401, 403, 404, 409, 422, 500]) {
  test(`what was refused is not asked again: ${status}`, async (t) => {
    const script = await scripted(t);
    script.answer({ status });
    await assert.rejects(before(script).customers.create({ name: "Oak" }), { status });
    assert.equal(script.asked.length, 1);
  });
}

test("a change that may have happened is not made twice", async (t) => {
  const script = await scripted(t);
  for (const status of [503, CUT]) {
    script.answer({ status }, GOOD);
    await assert.rejects(before(script).customers.update("cus_1", { name: "Oak" }), PortalError);
  }
  assert.equal(script.asked.length, 2);
});

test("a change that was put off is made later", async (t) => {
  const script = await scripted(t);
  script.answer({ status: 429, headers: { "Retry-After": "0" } }, GOOD);
  assert.equal((await before(script).customers.update("cus_1", { name: "Oak" })).id, "cus_1");
});

test("a delete whose answer was lost is done", async (t) => {
  const script = await scripted(t);
  script.answer({ status: CUT }, { status: 404 });
  await before(script).customers.delete("cus_1");
  script.answer({ status: 404 });
  await assert.rejects(before(script).customers.delete("cus_1"), { status: 404 });
});

test("it waits as long as it is told, but not for an hour", async (t) => {
  const script = await scripted(t);
  const begun = performance.now();
  script.answer({ status: 429, headers: { "Retry-After": "1" } }, GOOD);
  await before(script).customers.get("cus_1");
  assert.ok(performance.now() - begun >= 990);

  script.answer({ status: 429, headers: { "Retry-After": "3600" } }, GOOD);
  await assert.rejects(before(script).customers.get("cus_1"), { status: 429 });
});

test("a call can be given up", async (t) => {
  const script = await scripted(t);
  script.answer({ status: 429, headers: { "Retry-After": "30" } });
  const signal = AbortSignal.timeout(50);
  await assert.rejects(before(script).invoices.list({ entity_id: "ent_1" }, { signal }), { name: "TimeoutError" });
});

test("a portal that is not there is an error of the same kind", async (t) => {
  const script = await scripted(t);
  const portal = new Portal("sk_sandbox_x", { baseUrl: "http://127.0.0.1:9", backoff: 1 });
  await assert.rejects(portal.customers.update("cus_1", {}), { status: 0, code: "connection_failed" });
  assert.equal(script.asked.length, 0);
});
