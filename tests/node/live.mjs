// The SDK before a portal that is served: what goes as bytes, comes as bytes, or is walked through in pages.
import assert from "node:assert/strict";

import { Portal, PortalError, signLink } from "portal-sdk";

const sdk = new Portal({ apiKey: process.env.PORTAL_KEY, baseUrl: process.env.PORTAL_URL });
const pdf = new TextEncoder().encode("%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n");
const entity = await sdk.entities.create({ name: "Elm of Node", country: "SI", clientAccess: "entity" });
const entityId = entity.id;

const file = await sdk.files.upload(pdf, { filename: "racun.pdf", period: "2026-03" }, { entityId });
const kept = await sdk.files.content(file.id);
assert.deepEqual([kept.bytes, kept.fileName, file.period], [pdf, "racun.pdf", "2026-03"]);
const named = await sdk.files.upload(new File([pdf], "izpisek.pdf"), { category: "receipt" }, { entityId });
assert.equal(named.filename, "izpisek.pdf");

const stated = {
  type: "invoice",
  number: "OLD-7",
  date: "2025-02-03",
  currencyCode: "EUR",
  customer: { name: "Oak" },
  total: 100,
  totalWithTax: 122,
  taxes: [{ rate: 22, base: 100, amount: 22 }],
};
const brought = await sdk.documents.importPdf(stated, pdf, { entityId, direction: "issued" });
assert.equal(brought.total_with_tax, 122);
assert.deepEqual((await sdk.invoices.renderPdf(brought.document_id)).bytes, pdf);

const made = [];
for (const quantity of [1, 2, 3]) {
  const items = [{ name: "Work", quantity, price: 19.99 }];
  made.push(await sdk.invoices.create({ customer: { name: "Oak" }, items }, { entityId }));
}
const walked = [];
const own = { number: { startsWith: "20" } };
const inOrder = { entityId, limit: 1, orderBy: "number", query: own };
for await (const row of sdk.invoices.iterate(inOrder)) walked.push(row.id);
assert.deepEqual(walked, made.map((row) => row.id));
const papers = await sdk.exports.exportPdfs({ documentIds: walked }, { entityId });
assert.deepEqual([...papers.bytes.slice(0, 2)], [80, 75]);

const twice = { entityId, idempotencyKey: "order-7" };
const [first, second] = await Promise.all([1, 2].map(() => sdk.customers.create({ name: "Once" }, twice)));
assert.equal(first.id, second.id);

const refused = await sdk.invoices.create({ items: [{ nme: "Work" }] }, { entityId }).catch((error) => error);
assert.ok(refused instanceof PortalError);
assert.equal(refused.status, 422);
assert.deepEqual(refused.cause.issues[0].path, ["items", 0, "nme"]);

const limits = { maxRole: null, allowFullEntity: true };
const key = await sdk.account.keys.create({ kind: "lk", name: "node", limits });
const wanted = { accountId: entity.account_id, entityId, access: "full_entity" };
console.log(key.key);
console.log(await signLink(key.key, wanted));
