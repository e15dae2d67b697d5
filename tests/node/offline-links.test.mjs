// Links signed without a call: the vectors, and what is never signed.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { newLinkId, signClaims, signLink } from "../../static/sdk/portal-sdk.js";

const { signed } = JSON.parse(readFileSync(new URL("../tokens/vectors.json", import.meta.url), "utf8"));

for (const vector of signed) {
  test(`the vector: ${vector.name}`, async () => {
    assert.equal(await signClaims(vector.key, vector.claims), vector.token);
  });
}

for (const vector of signed.slice(0, 2)) {
  test(`the claims are written as in the vector: ${vector.name}`, async () => {
    const { acc, ent, access, usr, role, jti, iat, exp, view, locale, recipient, return_to, max_claims } = JSON.parse(
      vector.claims,
    );
    const named = { accountId: acc, entityId: ent, access, userId: usr, role, linkId: jti, now: iat };
    const rest = { lifetime: exp - iat, view, locale, recipient, returnTo: return_to, maxClaims: max_claims };
    assert.equal(await signLink(vector.key, { ...named, ...rest }), vector.token);
  });
}

test("leaving the user out never gives the whole entity", async () => {
  const [{ key }] = signed;
  const where = { accountId: "acc_x", entityId: "ent_x" };
  for (const who of [
    {},
    { access: "user" },
    { access: "user", userId: "usr_x" },
    { access: "user", userId: null, role: "viewer" },
    { access: "full_entity", userId: "usr_x" },
    { access: "full_entity", role: "viewer" },
  ]) {
    await assert.rejects(signLink(key, { ...where, ...who }), /full_entity/);
  }
});

test("a key that was copied wrongly is refused", async () => {
  const [{ key }] = signed;
  for (const wrong of ["sk_live_x", key.slice(0, -1) + "2", key + "a"]) {
    await assert.rejects(signClaims(wrong, "{}"), /link-signing key/);
  }
});

test("every link has an id of its own", () => {
  const ids = new Set(Array.from({ length: 100 }, newLinkId));
  assert.equal(ids.size, 100);
  for (const id of ids) assert.match(id, /^lnk_[a-z2-7]{26}$/);
});
