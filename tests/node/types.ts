// What the types must refuse, and what they must take; compiled and never run.
import { Portal, amountText, signLink } from "portal-sdk";

const sdk = new Portal("sk_sandbox_x", { baseUrl: "https://portal.example.com" });

// Either spelling, also mixed, also below a list.
await sdk.customers.create({ name: "Oak", postCode: "1000", address_2: "b" }, { entityId: "ent_1" });
const items = [{ name: "Work", grossPrice: 10, taxes: [{ taxId: "tax_1" }] }];
await sdk.invoices.create({ items, dateDue: "2026-01-01" });
const total: number = (await sdk.invoices.get("inv_1")).total_with_tax;
const text: string = amountText(total);
const token: string = await sdk.entityUsers.generateToken("ent_1", null);
await sdk.entityUsers.add("ent_1", { email: "eva@elm.example", role: "member" });

// @ts-expect-error a name is needed
await sdk.customers.create({ post_code: "1000" });
// @ts-expect-error no such field
await sdk.customers.create({ name: "Oak", postalCode: "1000" });
// @ts-expect-error an amount is a number
await sdk.items.create({ name: "Work", price: "10" });
// @ts-expect-error no such role
await sdk.entityUsers.add("ent_1", { email: "eva@elm.example", role: "owner" });
// @ts-expect-error no such client access
await sdk.entities.create({ name: "Elm", country: "SI", clientAccess: "everybody" });
// @ts-expect-error the user is said, if only as null
await sdk.entityUsers.generateToken("ent_1");
// @ts-expect-error sessions begin by links
sdk.sessions.create({});
// @ts-expect-error access is said by name
await signLink("lk_x", { accountId: "acc_1", entityId: "ent_1" });
// @ts-expect-error answers are in snake_case
void (await sdk.invoices.get("inv_1")).totalWithTax;

export { text, token };
