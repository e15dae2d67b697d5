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

export {};
