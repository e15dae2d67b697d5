// How a call is put together and its answer taken apart: spellings, headers, pages, files, errors, amounts.
import assert from "node:assert/strict";
import { inspect } from "node:util";
import { test } from "node:test";

import { Portal, amountText, sumAmounts } from "../../static/sdk/portal-sdk.js";
import { scripted } from "./server.mjs";

const before = (script) => new Portal({ apiKey: "sk_sandbox_x", base_url: `${script.origin}/`, backoff: 1 });

test("the key and the entity go into headers", async (t) => {
  const script = await scripted(t);
  script.answer({ status: 200, body: '{"data":[]}' });
  const sdk = before(script);

  await sdk.invoices.list({ entity_id: "ent_1" });
  await sdk.invoices.list({}, { entityId: "ent_2" });
  await sdk.invoices.list({ orderBy: "-date" }, { entity_id: "ent_3" });
  await sdk.invoices.list();

  assert.equal(script.asked[0].headers.authorization, "Bearer sk_sandbox_x");
  assert.deepEqual(script.asked.map((asked) => asked.headers["x-entity-id"]), ["ent_1", "ent_2", "ent_3", undefined]);
  assert.deepEqual(script.asked.map((asked) => asked.path), [
    "/api/v1/invoices",
    "/api/v1/invoices",
    "/api/v1/invoices?order_by=-date",
    "/api/v1/invoices",
  ]);
});

test("both spellings are one call, and the caller's own names stay", async (t) => {
  const script = await scripted(t);
  script.answer({ status: 201 });
  const sdk = before(script);
  const metadata = { orderId: "7" };

  await sdk.customers.create({ name: "Oak", post_code: "1000", address_2: "b", metadata }, { entity_id: "ent_1" });
  await sdk.customers.create({ name: "Oak", postCode: "1000", address2: "b", metadata, entityId: "ent_1" });
  await sdk.invoices.list({ query: { number: { startsWith: "2026-" } } });

  const [first, second, third] = script.asked;
  const sent = { name: "Oak", post_code: "1000", address_2: "b", metadata };
  assert.deepEqual([JSON.parse(first.body), JSON.parse(second.body)], [sent, sent]);
  assert.equal(second.headers["x-entity-id"], "ent_1");
  assert.equal(new URLSearchParams(third.path.split("?")[1]).get("query"), '{"number":{"startsWith":"2026-"}}');
});

test("an export takes its days in either spelling", async (t) => {
  const script = await scripted(t);
  script.answer({ status: 200, body: "x", headers: { "Content-Disposition": 'attachment; filename="invoices.xlsx"' } });

  const table = await before(script).exports.exportDocuments({
    entity_id: "ent_1",
    type: "invoice",
    format: "xlsx",
    dateFrom: "2024-01-01",
    dateTo: "2024-12-31",
  });

  assert.equal(table.fileName, "invoices.xlsx");
  assert.equal(
    script.asked[0].path,
    "/api/v1/documents/export?type=invoice&format=xlsx&date_from=2024-01-01&date_to=2024-12-31",
  );
});

test("every page is walked through", async (t) => {
  const script = await scripted(t);
  script.answer(
    { status: 200, body: '{"data":[{"id":"1"},{"id":"2"}],"pagination":{"next_cursor":"abc"}}' },
    { status: 200, body: '{"data":[{"id":"3"}],"pagination":{"next_cursor":null}}' },
  );

  const found = [];
  for await (const row of before(script).invoices.iterate({ entity_id: "ent_1", search: "oak" })) found.push(row.id);

  assert.deepEqual(found, ["1", "2", "3"]);
  assert.deepEqual(script.asked.map((asked) => asked.path), [
    "/api/v1/invoices?limit=100&search=oak",
    "/api/v1/invoices?limit=100&search=oak&next_cursor=abc",
  ]);
  assert.equal(script.asked[1].headers["x-entity-id"], "ent_1");
});

test("a file has bytes and a name that stays in its folder", async (t) => {
  const script = await scripted(t);
  const name = "attachment; filename=\"x.pdf\"; filename*=UTF-8''..%2Fra%C4%8Dun.pdf";
  const headers = { "Content-Type": "application/pdf", "Content-Disposition": name };
  script.answer({ status: 200, body: "%PDF", headers });

  const paper = await before(script).invoices.renderPdf("inv_1");

  assert.deepEqual([String.fromCharCode(...paper.bytes), paper.fileName], ["%PDF", "račun.pdf"]);
  assert.equal(paper.blob().type, "application/pdf");
});

test("a refusal says everything it knows", async (t) => {
  const script = await scripted(t);
  const cause = { issues: [{ path: ["items"], message: "why" }] };
  const told = { code: "conflict", message: "Not so.", cause };
  script.answer({ status: 409, body: JSON.stringify(told), headers: { "X-Request-Id": "req_9" } });
  const expected = { status: 409, ...told, requestId: "req_9" };
  await assert.rejects(before(script).invoices.create({ items: [] }), expected);
});

test("a refusal names the field", async (t) => {
  const script = await scripted(t);
  const first = { path: ["items", 0, "nme"], message: "is not known" };
  for (const [message, issues, told] of [
    ["see the issues", [first], "items[0].nme: is not known"],
    ["see the issues", [{ path: [], message: "no object" }, first, {}], "no object, and 2 more"],
    ["name: is missing", [{ path: ["name"], message: "is missing" }], "name: is missing"],
    ["as it was", [], "as it was"],
    ["as it was", "odd", "as it was"],
  ]) {
    const body = JSON.stringify({ code: "validation_failed", message, cause: { issues } });
    script.answer({ status: 422, body, headers: { "X-Request-Id": "req_9" } });
    const refused = await before(script).customers.create({}).catch((error) => error);
    assert.equal(refused.message, told);
    assert.equal(String(refused), `${told} (422 validation_failed; request req_9)`);
  }
});

test("a name below localhost is this machine", async (t) => {
  const script = await scripted(t);
  script.answer({ status: 200, body: '{"data":[]}' });
  const origin = script.origin.replace("127.0.0.1", "portal.localhost");
  const sdk = new Portal("sk_sandbox_x", { baseUrl: origin, retries: 0 });
  await sdk.entities.list();
  assert.equal(script.asked[0].path, "/api/v1/entities");
  assert.equal(sdk.embedUrl("pl1.x"), `${origin}/embed?token=pl1.x`);
});

test("a token opens where the portal says, and not where it was called", async (t) => {
  const script = await scripted(t);
  const url = "https://portal.example.com/embed?token=pl1.x";
  script.answer({ status: 201, body: JSON.stringify({ token: "pl1.x", url, access: "user" }) });
  const [sdk, other] = [before(script), before(script)];
  assert.equal(sdk.embedUrl("pl1.x"), `${script.origin}/embed?token=pl1.x`);
  assert.equal(sdk.embedUrl(await sdk.entityUsers.generateToken("ent_1", "usr_1")), url);
  await other.links.create({ access: "user", userId: "usr_1" }, { entityId: "ent_1" });
  assert.equal(other.embedUrl("pl1.x"), url);
});

test("a user who is given the whole entity is warned of", async (t) => {
  const script = await scripted(t);
  const warn = t.mock.method(console, "warn", () => {});
  script.answer({ status: 201, body: '{"token":"pl1.x","access":"full_entity"}' });
  assert.equal(await before(script).entityUsers.generateToken("ent_1", "usr_1"), "pl1.x");
  assert.match(warn.mock.calls[0].arguments[0], /the whole entity/);
  await before(script).entityUsers.generateToken("ent_1", null);
  assert.equal(warn.mock.callCount(), 1);
});

test("an answer that is not the portal's is an error too", async (t) => {
  const script = await scripted(t);
  script.answer({ status: 413, body: "<html>too large</html>" });
  await assert.rejects(before(script).invoices.create({}), { status: 413, code: "unexpected_answer" });
});

test("an id that leads elsewhere is not sent", async (t) => {
  const script = await scripted(t);
  const sdk = before(script);
  for (const id of ["", ".", "..", undefined, null]) {
    await assert.rejects(async () => sdk.invoices.get(id), TypeError);
    await assert.rejects(async () => sdk.invoices.renderPdf(id), TypeError);
  }
  await assert.rejects(async () => sdk.entityUsers.list(undefined), TypeError);
  assert.equal(script.asked.length, 0);
});

test("a missing user is sent as missing", async (t) => {
  const script = await scripted(t);
  script.answer({ status: 201, body: '{"token":"pl1.x"}' });
  assert.equal(await before(script).entityUsers.generateToken("ent_1", undefined), "pl1.x");
  assert.deepEqual(JSON.parse(script.asked[0].body), { user_id: null });
});

test("a key goes only where it belongs, and is not shown", async (t) => {
  const make = (key, baseUrl) => () => new Portal(key, { baseUrl });
  assert.throws(make("lk_live_x", "https://a.b"), /signLink/);
  assert.throws(make("x", "https://a.b"), /account key/);
  assert.throws(make(undefined, "https://a.b"), /account key/);
  assert.throws(make("sk_live_x", "a.b"), /address/);
  assert.throws(make("sk_live_x", "http://a.b"), /https/);
  for (const here of ["http://127.0.0.1:1", "http://[::1]:1", "http://portal.localhost", "https://a.b"]) {
    assert.equal(make("ek_live_x", `${here}/`)().embedUrl("pl1.x"), `${here}/embed?token=pl1.x`);
  }
  const shown = inspect(make("sk_live_secret", "https://a.b")(), { depth: 9, showHidden: true });
  assert.ok(!shown.includes("sk_live_secret"));
});

test("a key can be fetched when it is needed", async (t) => {
  const script = await scripted(t);
  script.answer({ status: 200 });
  await new Portal({ accessToken: async () => "sk_sandbox_y", baseUrl: script.origin }).me();
  assert.equal(script.asked[0].headers.authorization, "Bearer sk_sandbox_y");
});

test("amounts are added up exactly", () => {
  assert.equal(sumAmounts([0.1, 0.2]), "0.30");
  assert.equal(sumAmounts([19.99, 19.99, 19.99, -0.01]), "59.96");
  assert.equal(sumAmounts(Array(1000).fill(0.07)), "70.00");
  assert.equal(amountText(219.6), "219.60");
  assert.equal(amountText(180), "180.00");
  assert.equal(amountText(-0.005), "-0.01");
  assert.equal(amountText(-0.001), "0.00");
  assert.equal(amountText(99999999999.9999, 4), "99999999999.9999");
  assert.equal(amountText(0.0000001, 8), "0.00000010");
  assert.equal(amountText("12.5", 0), "13");
  assert.throws(() => amountText(NaN), TypeError);
  assert.throws(() => sumAmounts([undefined]), TypeError);
});
