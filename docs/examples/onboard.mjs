// A firm's own program: from nothing to a client who opens the portal.
//
// It needs the SDK, an account key in PORTAL_KEY and the portal's address in PORTAL_URL. Run it with the address of the
// person to let in; the last line that it prints is their link:
//
//   npm install PATH-TO-THE-PORTAL/static/sdk      # in the folder of your own project, where this file lies, too
//   PORTAL_KEY=sk_sandbox_… PORTAL_URL=https://portal.example.com node onboard.mjs eva@elm.example

import { Portal, PortalError, amountText, sumAmounts } from "portal-sdk";

/** Makes a client business with a customer, an item, an invoice and a person; returns that person's link. */
async function onboard(/** @type {Portal} */ portal, /** @type {string} */ email) {
  const entity = await portal.entities.create({
    name: "Birch Bakery",
    country: "AT",
    clientAccess: "users",
    address: "Birkenweg 2",
    postCode: "1010",
    city: "Wien",
    vatId: "ATU13585627",
  });
  const entityId = entity.id;
  console.log(`${entity.name} is ${entityId}`);

  const customer = await portal.customers.create(
    { name: "Oak GmbH", country: "AT", city: "Graz", email: "books@oak.example" },
    { entityId },
  );
  const bread = await portal.items.create({ name: "Bread", unit: "piece", price: 3.4 }, { entityId });

  const draft = await portal.invoices.create(
    {
      isDraft: true,
      customerId: customer.id,
      items: [
        { itemId: bread.id, name: "Bread", quantity: 120, price: 3.4 },
        { name: "Delivery", quantity: 1, price: 12 },
      ],
    },
    { entityId },
  );
  const invoice = await portal.invoices.finalize(draft.id);
  console.log(`Invoice ${invoice.number}: ${amountText(invoice.total_with_tax)} ${invoice.currency_code}`);
  const paper = await portal.invoices.renderPdf(invoice.id);
  console.log(`${paper.fileName}, ${paper.bytes.length} bytes`);

  const owed = [];
  for await (const row of portal.invoices.iterate({ entityId })) owed.push(row.total_due ?? 0);
  console.log(`Still owed: ${sumAmounts(owed)}`);

  const person = await portal.entityUsers.add(entityId, { email, role: "viewer" });
  return (await portal.entityUsers.createToken(entityId, person.user_id)).url;
}

/** Runs it once, and says in a sentence what is missing or what the portal refused; returns the exit code. */
async function main() {
  const { PORTAL_KEY, PORTAL_URL } = process.env;
  const [email, ...more] = process.argv.slice(2);
  if (!email?.includes("@") || more.length || !PORTAL_KEY || !PORTAL_URL) {
    console.error("usage: PORTAL_KEY=sk_sandbox_… PORTAL_URL=https://… node onboard.mjs PERSON@EXAMPLE");
    return 2;
  }
  try {
    console.log(await onboard(new Portal({ apiKey: PORTAL_KEY, baseUrl: PORTAL_URL }), email));
    return 0;
  } catch (error) {
    if (!(error instanceof PortalError || error instanceof TypeError)) throw error;
    console.error(String(error));
    return 1;
  }
}

process.exitCode = await main();
