// What the types of embed.v1.d.ts must refuse, and what they must take; compiled and never run.
const portal = ClientPortal.mount("#portal", {
  fetchToken: async ({ reason }) => (reason === "open" ? { token: "pl1.x" } : null),
  view: "/documents/",
  filters: { status: "overdue" },
  theme: "auto",
  on: { ready: ({ view }) => view.length, tokenNeeded: ({ reason }) => reason, error: ({ code }) => code },
});
portal.addEventListener("portal-downloaded", (event) => event.detail.format === "pdf");
portal.navigate("/files/");
await portal.close();
const [first] = await portal.examine();
if (first?.code === "clock_skew" && first.level === "note") console.info(first.words, first.cure);
portal.addEventListener("portal-doctor", (event) => event.detail.v === 1 && event.detail.findings.length);
await ClientPortalDoctor.examine({ frame: document.querySelector("iframe")!, token: "pl1.x" });
ClientPortal.mount("#portal", { doctor: true, sandbox: "allow-scripts" });
document.querySelector("client-portal")?.refresh();
window.ClientPortal.mount(document.body);

// @ts-expect-error no such theme
ClientPortal.mount("#portal", { theme: "blue" });
// @ts-expect-error no such event
ClientPortal.mount("#portal", { on: { opened: () => {} } });
// @ts-expect-error a view is said
portal.navigate();
// @ts-expect-error a token is text
ClientPortal.mount("#portal", { fetchToken: () => 7 });
// @ts-expect-error a frame is looked at
ClientPortalDoctor.examine({});
// @ts-expect-error no such cause
first.code === "broken";

export {};
