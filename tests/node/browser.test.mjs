// In a browser: no key at all; the broker gives tokens, and nothing else.
import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";

import { Portal, signLink } from "../../static/sdk/portal-sdk.js";
import { scripted } from "./server.mjs";

beforeEach(() => (globalThis.document = {}));
afterEach(() => delete globalThis.document);

for (const key of ["sk_live_x", "ek_sandbox_x", "lk_live_x", async () => "sk_live_x"]) {
  test(`a key is refused with the broker's name: ${typeof key === "string" ? key : "a function"}`, () => {
    const make = () => new Portal(key instanceof Function ? { accessToken: key } : key, { baseUrl: "https://a.b" });
    assert.throws(make, { code: "key_in_browser", message: /POST \/portal-token.*generateToken.*broker/ });
  });
}

test("a worker of a page is no better", () => {
  delete globalThis.document;
  globalThis.importScripts = () => {};
  try {
    assert.throws(() => new Portal("sk_live_x", { baseUrl: "https://a.b" }), { code: "key_in_browser" });
  } finally {
    delete globalThis.importScripts;
  }
});

test("a key beside a broker is refused, too", () => {
  assert.throws(() => new Portal("sk_live_x", { broker: "/portal-token" }), { code: "key_in_browser" });
});

test("links are not signed there", async () => {
  const key = "lk_sandbox_mfrggzdfmztwq2lknnwg23tpoa_KnM7QcBwraARElufeSukBjYwZ4PEgPeebUifY9LfmVQ_xnqcrlq";
  const wanted = { accountId: "acc_x", entityId: "ent_x", access: "full_entity" };
  await assert.rejects(signLink(key, wanted), { code: "key_in_browser" });
});

test("the broker is asked for tokens", async (t) => {
  const script = await scripted(t);
  script.answer({ status: 200, body: '{"token":"pl1.x"}' });
  const sdk = new Portal({ broker: `${script.origin}/portal-token` });

  assert.equal(await sdk.entityUsers.generateToken("ent_1", "usr_1"), "pl1.x");

  const [asked] = script.asked;
  assert.deepEqual([asked.method, asked.path], ["POST", "/portal-token"]);
  assert.deepEqual(JSON.parse(asked.body), { entity_id: "ent_1", user_id: "usr_1" });
  assert.equal(asked.headers.authorization, undefined);
});

test("a broker's refusal is an error of the same kind", async (t) => {
  const script = await scripted(t);
  script.answer({ status: 401, body: '{"code":"signed_out","message":"Sign in."}' });
  const sdk = new Portal({ broker: `${script.origin}/portal-token` });
  await assert.rejects(sdk.entityUsers.generateToken("ent_1", "usr_1"), { status: 401, code: "signed_out" });
});

test("every other noun says that it needs the backend", () => {
  const sdk = new Portal({ broker: "/portal-token" });
  assert.throws(() => sdk.invoices.list(), { code: "key_in_browser", message: /^invoices needs a key/ });
  assert.throws(() => sdk.account.get(), { code: "key_in_browser" });
});
