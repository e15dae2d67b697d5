// Events that the portal signs, as this SDK takes them.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";

import { WebhookRefused, verifyWebhook } from "../../static/sdk/portal-sdk.js";

const secret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
const body = JSON.stringify({ id: "evt_1", event: "invoice.paid", data: { name: "č" } });
const now = 1_795_339_800;
const header = (key, at, text) => `t=${at},v1=${createHmac("sha256", key).update(`${at}.${text}`).digest("hex")}`;
const signed = header(secret, now, body);

test("the portal's event is taken, as text and as bytes", async () => {
  assert.equal((await verifyWebhook(secret, signed, body, { now: now + 299 })).event, "invoice.paid");
  assert.equal((await verifyWebhook(["whsec_x", secret], signed, Buffer.from(body), { now })).data.name, "č");
});

test("signatures of later kinds may follow", async () => {
  assert.equal((await verifyWebhook(secret, `${signed},v2=abc`, body, { now })).id, "evt_1");
});

const refused = {
  body: [secret, signed, `${body} `, now],
  secret: ["whsec_x", signed, body, now],
  instant: [secret, signed.replace(String(now), String(now + 1)), body, now],
  late: [secret, signed, body, now + 301],
  early: [secret, signed, body, now - 301],
  missing: [secret, undefined, body, now],
  null: [secret, null, body, now],
  two: [secret, `${signed},v1=${"0".repeat(64)}`, body, now],
  "no secret": [[], signed, body, now],
};
for (const [name, [key, told, text, at]] of Object.entries(refused)) {
  test(`anything else is refused: ${name}`, async () => {
    const refusal = await verifyWebhook(key, told, text, { now: at }).catch((error) => error);
    assert.ok(refusal instanceof WebhookRefused && refusal instanceof TypeError);
    assert.equal(refusal.name, "WebhookRefused");
  });
}
