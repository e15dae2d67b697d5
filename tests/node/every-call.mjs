// Every call of the SDK once, by the nouns of the API; the test looks at what was asked. Type-checked as it stands.
import { Portal } from "portal-sdk";

const sdk = new Portal({ apiKey: "sk_sandbox_x", baseUrl: process.env.PORTAL_URL });
const pdf = new Uint8Array([37, 80, 68, 70]);
const lines = [{ name: "Work", quantity: 1, price: 100 }];

await sdk.me();
await sdk.account.get();
await sdk.account.update({ contactEmail: "help@ada.example" });
await sdk.account.logo();
await sdk.account.setLogo(pdf);
await sdk.account.removeLogo();
await sdk.account.staff.list();
await sdk.account.staff.get("stf_1");
await sdk.account.staff.add({ email: "a@b.example", name: "A" });
await sdk.account.staff.update("stf_1", { name: "B" });
await sdk.account.staff.remove("stf_1");
await sdk.account.staff.assign("stf_1", "ent_1");
await sdk.account.staff.unassign("stf_1", "ent_1");
await sdk.account.origins.list();
await sdk.account.origins.add({ origin: "https://app.firm.example" });
await sdk.account.origins.remove("org_1");
await sdk.account.keys.list();
await sdk.account.keys.get("key_1");
await sdk.account.keys.create({ kind: "sk", name: "backend" });
await sdk.account.keys.delete("key_1");

await sdk.entities.list({ limit: 1 });
await sdk.entities.get("ent_1");
await sdk.entities.create({ name: "Elm", country: "SI", clientAccess: "users" });
await sdk.entities.update("ent_1", { client_access: "none" });
await sdk.entities.readiness("ent_1");
await sdk.entities.logo("ent_1");
await sdk.entities.setLogo("ent_1", pdf);
await sdk.entities.removeLogo("ent_1");
for await (const entity of sdk.entities.iterate()) void entity.name;

await sdk.entityUsers.list("ent_1");
await sdk.entityUsers.get("ent_1", "usr_1");
await sdk.entityUsers.add("ent_1", { email: "a@b.example", role: "viewer" });
await sdk.entityUsers.update("ent_1", "usr_1", { role: "editor" });
await sdk.entityUsers.remove("ent_1", "usr_1");
await sdk.entityUsers.createToken("ent_1", "usr_1", { view: "/documents" });
await sdk.entityUsers.generateToken("ent_1", "usr_1");
await sdk.invitations.list("ent_1");
await sdk.invitations.get("ent_1", "inv_1");
await sdk.invitations.create("ent_1", { email: "a@b.example", role: "viewer" });
await sdk.invitations.resend("ent_1", "inv_1");
await sdk.invitations.cancel("ent_1", "inv_1");
await sdk.entityApiKeys.list("ent_1");
await sdk.entityApiKeys.create("ent_1", { name: "backend", ttl: 3600 });
await sdk.entityApiKeys.delete("ent_1", "key_1");

await sdk.links.list({ entity_id: "ent_1" });
await sdk.links.get("lnk_1");
await sdk.links.create({ access: "full_entity" }, { entity_id: "ent_1" });
await sdk.links.createBatch([]);
await sdk.links.claims("lnk_1");
await sdk.links.explain({ token: "pl1.x" });
await sdk.links.revoke("lnk_1");
await sdk.links.end({ userId: "usr_1" }, { entity_id: "ent_1" });
await sdk.sessions.list({ entityId: "ent_1" });
await sdk.sessions.end("ses_1");
for (const noun of [sdk.account.staff, sdk.account.origins, sdk.account.keys, sdk.sessions]) {
  for await (const row of noun.iterate()) void row.id;
}
for (const noun of [sdk.entityUsers, sdk.entityApiKeys]) {
  for await (const row of noun.iterate("ent_1")) void row.id;
}
await sdk.activities.list({ entities: "all" });
await sdk.activities.export({ entity_id: "ent_1" });

await sdk.customers.list({ entity_id: "ent_1", search: "oak" });
await sdk.customers.get("cus_1");
await sdk.customers.create({ name: "Oak", postCode: "1000" }, { entity_id: "ent_1" });
await sdk.customers.update("cus_1", { email: "a@b.example" });
await sdk.customers.delete("cus_1");
await sdk.customers.restore("cus_1");
await sdk.items.list({ entity_id: "ent_1" });
await sdk.items.get("itm_1");
await sdk.items.create({ name: "Work", price: 10.5 }, { entity_id: "ent_1" });
await sdk.items.update("itm_1", { price: 11 });
await sdk.items.delete("itm_1");
await sdk.items.restore("itm_1");
await sdk.taxes.list({ entity_id: "ent_1" });
await sdk.taxes.get("tax_1");
await sdk.taxes.create({ name: "22%", taxRates: [{ rate: 22 }] }, { entity_id: "ent_1" });
await sdk.taxes.update("tax_1", { isDefault: true });
await sdk.taxes.delete("tax_1");
await sdk.taxes.restore("tax_1");
await sdk.payments.list({ entity_id: "ent_1" });
await sdk.payments.get("pay_1");
await sdk.payments.create({ documentId: "inv_1", amount: 10, type: "cash" }, { entity_id: "ent_1" });
await sdk.payments.update("pay_1", { note: "x" });
await sdk.payments.delete("pay_1");
await sdk.payments.restore("pay_1");

for (const type of [sdk.invoices, sdk.creditNotes, sdk.advanceInvoices, sdk.estimates, sdk.deliveryNotes]) {
  await type.list({ entity_id: "ent_1", query: { number: { startsWith: "2026" } } });
  await type.get("inv_1");
  await type.create({ customer: { name: "Oak" }, items: lines }, { entity_id: "ent_1" });
  await type.update("inv_1", { note: "x" });
  await type.delete("inv_1");
}
await sdk.documents.get("inv_1");
await sdk.invoices.renderPdf("inv_1");
await sdk.invoices.getFormats("inv_1");
await sdk.invoices.downloadXml("inv_1", "cii");
await sdk.invoices.finalize("inv_1");
await sdk.invoices.void("inv_1", { reason: "wrong buyer" });
await sdk.estimates.convert("est_1", { to: "invoice" });
await sdk.invoices.creditNote("inv_1");
await sdk.invoices.getVersions("inv_1");
await sdk.invoices.getFiles("inv_1");
await sdk.documents.preview({ type: "invoice", items: lines }, { entity_id: "ent_1" });
await sdk.documents.getNextNumber({ type: "invoice", entity_id: "ent_1" });
await sdk.documents.importXml("<Invoice/>", { entity_id: "ent_1" });
await sdk.documents.importPdf({ number: "7" }, pdf, { entity_id: "ent_1" });

await sdk.files.list({ entity_id: "ent_1" });
await sdk.files.get("fil_1");
await sdk.files.upload(pdf, { filename: "a.pdf", category: "attachment" }, { entity_id: "ent_1" });
await sdk.files.update("fil_1", { note: "x" });
await sdk.files.delete("fil_1");
await sdk.files.content("fil_1");
await sdk.exports.exportDocuments({ entity_id: "ent_1", types: ["invoice", "credit_note"], dateFrom: "2026-01-01" });
await sdk.exports.get("exp_1");
await sdk.exports.list({ limit: 5 });
await sdk.exports.create({ format: "xml", period: "last_month", entity_id: "ent_1" });
await sdk.exports.cancel("exp_1");
await sdk.exports.content("exp_1");
await sdk.exports.exportPdfs({ documentIds: ["inv_1"] }, { entity_id: "ent_1" });

const reports = sdk.taxReports;
for (const report of [reports.vatSummary, reports.inputVat, reports.salesLedger, reports.kir, reports.aging]) {
  await report.get("2026-03", { entity_id: "ent_1" });
}
await reports.statement.get("2026-Q1", { customer: "cus_1" });
await reports.kir.download("2026", { format: "pdf", locale: "sl" });
await reports.kinds({ entity_id: "ent_1" });
await reports.closedPeriods();
await reports.closePeriod("2026-03", { entity_id: "ent_1" });
await reports.documents("kir", "2026-03", "EUR/vat_22");

for (const hooks of [sdk.webhooks, sdk.accountWebhooks]) {
  await hooks.list();
  await hooks.get("whk_1");
  await hooks.create({ url: "https://firm.example/hook", events: ["invoice.finalized"] });
  await hooks.update("whk_1", { active: false });
  await hooks.delete("whk_1");
  await hooks.rotateSecret("whk_1");
  await hooks.test("whk_1");
}
for (const logs of [sdk.webhookLogs, sdk.accountWebhookLogs]) {
  await logs.list();
  await logs.redeliver("whd_1");
}
