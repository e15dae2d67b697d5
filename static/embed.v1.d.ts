/** Types of embed.v1.js. The script defines the element `<client-portal>` and `window.ClientPortal`. */

export {};

/** Why a token is asked for: the first one, or what the page inside says. */
export type TokenReason =
  | "open" | "idle" | "longest" | "ended" | "withdrawn"
  | "link_expired" | "link_used" | "link_revoked" | "link_malformed" | "not_signed_in" | "session_ended";

/** From your backend, fresh for each call: a token opens once. */
export type FetchToken = (asked: { reason: TokenReason }) => Token | Promise<Token>;
export type Token = string | { token: string } | null | undefined;

/** One thing that the doctor found. `error`: it does not work; `note`: it works, with less than there could be. */
export interface Finding {
  code:
    | "origin_not_listed" | "page_sandboxed" | "sandbox_lacks" | "downloads_blocked" | "new_tabs_blocked" | "preview_blocked"
    | "no_height" | "cookies_blocked" | "clock_skew" | "token_expired" | "token_used" | "token_revoked" | "token_malformed"
    | "policy_blocks" | "portal_unreachable" | "silent";
  level: "error" | "note";
  /** What is wrong, in English, for whoever builds the page. */
  words: string;
  /** What to do. */
  cure: string;
}

export interface PortalEvents {
  /** The first page is there. */
  ready: { view: string };
  /** Another page, or the same list with other filters. `view` can be given back as the option `view`. */
  navigation: { view: string };
  height: { height: number };
  /** A document's page is on the screen. */
  viewed: { id: string };
  /** Somebody pressed a download; that it arrived is told by webhooks alone. */
  downloaded: { id: string; format: "pdf" | "xml" | "file" };
  tokenNeeded: { reason: TokenReason };
  expired: { reason: "idle" | "longest" | "ended" | "withdrawn" };
  /** `token_unavailable`, `no_answer`, `view_refused`, `other_person`, `token_refused`, or the kind of an error page. */
  error: { code: string };
  /** The client signed out: what stands in its place is up to you. */
  closeRequested: { reason: "signed_out" };
  closed: Record<string, never>;
  /** After `examine()`; by itself where the frame stays silent, or the attribute `doctor` asks. */
  doctor: { v: 1; findings: Finding[] };
}

export interface PortalOptions {
  fetchToken?: FetchToken;
  /** Where this page's own backend answers a POST with `{"token": …}`. */
  tokenUrl?: string;
  /** One token; set the attribute anew when another is needed. */
  token?: string;
  /** The portal's origin, when it is not where the script came from. */
  portal?: string;
  /** The page to land on, such as `/documents/`; what is not a page of the session is ignored. */
  view?: string;
  filters?: Record<string, string>;
  theme?: "light" | "dark" | "auto";
  locale?: string;
  /** `auto`, the default, or a CSS length. */
  height?: string;
  /** What the frame is called for those who cannot see it. */
  label?: string;
  /** A doctor looks at the frame as soon as it opens, and shows on the page what is wrong. */
  doctor?: true;
  /** A `sandbox` for the frame; see the docs for the words that it needs. */
  sandbox?: string;
  on?: { [Name in keyof PortalEvents]?: (detail: PortalEvents[Name]) => void };
}

export interface ClientPortalElement extends HTMLElement {
  fetchToken: FetchToken | null;
  /** Begins a new session in a new frame. */
  open(): Promise<void>;
  /** Goes to a page of the session; what lies outside of it is refused with the event `error`. */
  navigate(view: string, filters?: Record<string, string>): void;
  refresh(): void;
  /** What is wrong with the frame, and how to mend it; loads embed.doctor.v1.js. */
  examine(): Promise<Finding[]>;
  /** Signs the client out and takes the frame away. */
  close(): Promise<void>;
  addEventListener<Name extends keyof PortalDomEvents>(
    type: Name, listener: (event: CustomEvent<PortalDomEvents[Name]>) => void, options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions,
  ): void;
}

export interface PortalDomEvents {
  "portal-ready": PortalEvents["ready"];
  "portal-navigation": PortalEvents["navigation"];
  "portal-height": PortalEvents["height"];
  "portal-viewed": PortalEvents["viewed"];
  "portal-downloaded": PortalEvents["downloaded"];
  "portal-token-needed": PortalEvents["tokenNeeded"];
  "portal-expired": PortalEvents["expired"];
  "portal-error": PortalEvents["error"];
  "portal-close-requested": PortalEvents["closeRequested"];
  "portal-closed": PortalEvents["closed"];
  "portal-doctor": PortalEvents["doctor"];
}

export interface ClientPortalLibrary {
  /** Puts the element into the place that a selector or an element names. Throws TypeError when there is none. */
  mount(target: string | Element, options?: PortalOptions): ClientPortalElement;
}

declare global {
  interface Window { ClientPortal: ClientPortalLibrary }
  const ClientPortal: ClientPortalLibrary;
  interface HTMLElementTagNameMap { "client-portal": ClientPortalElement }
}
