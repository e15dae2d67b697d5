// Types of portal-sdk.js.

/**
 * The portal refused a call, or could not be reached: then `status` is 0. Of fields that were wrong `message` names the
 * first, and how many more there are.
 */
export class PortalError extends Error {
  readonly status: number;
  /** A snake_case name for programs. */
  readonly code: string;
  /** For a 422: `{ issues: [{ path, message }] }`. */
  readonly cause: unknown;
  /** Finds the call in the portal's log. */
  readonly requestId: string | undefined;
  readonly request_id: string | undefined;
}

export interface Settings {
  /** An account key (`sk_…`) or an entity key (`ek_…`), or a function that gives one. Never in a browser. */
  apiKey?: KeyText;
  api_key?: KeyText;
  accessToken?: KeyText;
  access_token?: KeyText;
  /** The portal's address, such as `https://portal.example.com`. */
  baseUrl?: string;
  base_url?: string;
  /** In a browser, instead of a key: the address of your own backend that gives tokens. */
  broker?: string;
  /** How often a call is tried again; 3. */
  retries?: number;
  /** The first pause between tries, in milliseconds; 500. */
  backoff?: number;
  /** The longest time of one try, in milliseconds; 30,000. */
  timeout?: number;
  /** Send the key over plain http to another machine. */
  allowHttp?: boolean;
  allow_http?: boolean;
}

export type KeyText = string | (() => string | Promise<string>);

/** What every call takes besides its own fields. */
export interface Options {
  /** Which entity; needed where the key reaches several. */
  entity_id?: string;
  entityId?: string;
  /** With a key of your own, a POST repeated within 24 hours takes effect once. */
  idempotency_key?: string;
  idempotencyKey?: string;
  signal?: AbortSignal;
}

type CamelName<S extends string> = S extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<CamelName<Tail>>}`
  : S;

/** The fields of a call in snake_case or in camelCase. */
export type Given<T> = T extends ReadonlyArray<infer Each>
  ? ReadonlyArray<Given<Each>>
  : T extends Date
    ? T
    : T extends object
      ? { [K in keyof T]: Given<T[K]> } | { [K in keyof T as K extends string ? CamelName<K> : K]: Given<T[K]> }
      : T;

export interface ListParameters extends Options {
  /** 1 to 100. */
  limit?: number;
  next_cursor?: string;
  nextCursor?: string;
  prev_cursor?: string;
  prevCursor?: string;
  include_total_count?: boolean;
  includeTotalCount?: boolean;
  /** A field; `-` before it goes down. */
  order_by?: string;
  orderBy?: string;
  search?: string;
  /** Such as `{ total_due: { gt: 0 } }`. */
  query?: Record<string, unknown>;
  [filter: string]: unknown;
}

export interface Page<T> {
  data: T[];
  pagination: { total: number; next_cursor: string | null; prev_cursor: string | null; has_more: boolean };
}

/** A file that the portal answered with. */
export class Download {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly fileName: string;
  readonly contentType: string;
  blob(): Blob;
}

export interface Listed<T> {
  list(params?: ListParameters, options?: Options): Promise<Page<T>>;
  /** Every row of every page: `for await (const row of …iterate())`. */
  iterate(params?: ListParameters, options?: Options): AsyncGenerator<T, void, undefined>;
}

export interface Read<T> extends Listed<T> {
  get(id: string, params?: Options, options?: Options): Promise<T>;
}

export interface Kept<T, In, Patch = Partial<In>> extends Read<T> {
  create(data: Given<In> & Options, options?: Options): Promise<T>;
  /** Changes the fields that are given, and no other. */
  update(id: string, data: Given<Patch> & Options, options?: Options): Promise<T>;
  delete(id: string, params?: Options, options?: Options): Promise<void>;
}

export interface Restorable<T, In, Patch = Partial<In>> extends Kept<T, In, Patch> {
  restore(id: string, params?: Options, options?: Options): Promise<T>;
}

/** What can be done with a document of any type, by its id. */
export interface Papers {
  /** Its PDF: the one it was issued with, or the original of an imported document. */
  renderPdf(id: string, params?: Options, options?: Options): Promise<Download>;
  /** The formats of XML that it may be had as; those that are not valid name the rules that they break. */
  getFormats(id: string, params?: Options, options?: Options): Promise<Formats>;
  /** Its XML in a format that is valid; `original` gives an imported document's own bytes. */
  downloadXml(id: string, format: string, params?: Options, options?: Options): Promise<Download>;
  /** Issues a draft: it is given its number and frozen. */
  finalize(id: string, data?: Given<FinalizeIn> & Options, options?: Options): Promise<Document>;
  /** Takes an issued document back; it stays, marked as void. */
  void(id: string, data?: Given<VoidIn> & Options, options?: Options): Promise<Document>;
  /** A new draft of another type, or a copy, made from this document. */
  convert(id: string, data: Given<ConvertIn> & Options, options?: Options): Promise<Document>;
  /** A credit note over the whole of an invoice, or over the lines that are named. */
  creditNote(id: string, data?: Given<CreditIn> & Options, options?: Options): Promise<Document>;
  /** What changed while it was a draft, by whom and why. */
  getVersions(id: string, params?: Options, options?: Options): Promise<Versions>;
  /** The files that belong to it. */
  getFiles(id: string, params?: Options, options?: Options): Promise<Page<DocumentFile>>;
}

export interface Documents extends Papers {
  get(id: string, params?: Options, options?: Options): Promise<Document>;
  /** What a document with these fields would come to; nothing is kept. */
  preview(data: Given<PreviewIn> & Options, options?: Options): Promise<Document>;
  /** The number that the next document of a type would be given, if it were issued now. */
  getNextNumber(params: Options & { type: DocumentType; date?: string }, options?: Options): Promise<NextNumber>;
  /** Brings in a UBL or CII invoice; it keeps its number, and its bytes are kept as they are. */
  importXml(
    xml: string | Uint8Array<ArrayBuffer>,
    params?: Options & { filename?: string; direction?: "issued" | "received" },
    options?: Options,
  ): Promise<Import>;
  /** Brings in an invoice as fields and its original PDF, which is served from then on, byte for byte. */
  importPdf(
    fields: Record<string, unknown>,
    pdf: Blob | Uint8Array<ArrayBuffer>,
    options?: Options & { filename?: string; direction?: "issued" | "received" },
  ): Promise<Import>;
}

/** The documents of one type. `delete` is for drafts; what was issued is taken back with `void`. */
export interface OfType<In, Patch> extends Kept<Document, In, Patch>, Papers {}

export interface Entities extends Read<Entity> {
  /** A name and a country are enough. */
  create(data: Given<EntityIn>, options?: Options): Promise<Entity>;
  update(id: string, data: Given<EntityPatch>, options?: Options): Promise<Entity>;
  /** What is still missing before its first live invoice. */
  readiness(id: string, options?: Options): Promise<Readiness>;
  /** The logo on its documents; a PortalError of 404 where there is none. */
  logo(id: string, options?: Options): Promise<Download>;
  /** Prints an SVG or PNG on its documents. Needs an account key. */
  setLogo(id: string, file: Blob | Uint8Array<ArrayBuffer>, options?: Options): Promise<Entity>;
  removeLogo(id: string, options?: Options): Promise<void>;
}

/** Nouns of one entity, which is said first. */
export interface OfEntity<T> {
  list(entityId: string, params?: ListParameters): Promise<Page<T>>;
  iterate(entityId: string, params?: ListParameters): AsyncGenerator<T, void, undefined>;
}

export interface EntityUsers extends OfEntity<User> {
  get(entityId: string, userId: string): Promise<User>;
  /** Lets a person in, by e-mail address and role. */
  add(entityId: string, data: Given<UserIn>, options?: Options): Promise<User>;
  /** Gives another role; it holds with the person's next request. */
  update(entityId: string, userId: string, data: Given<UserPatch>): Promise<User>;
  /** Lets a person in no longer; it holds with the person's next request. */
  remove(entityId: string, userId: string): Promise<void>;
  /** A magic link; what it opens is the entity's `client_access`. */
  createToken(
    entityId: string,
    userId: string | null,
    data?: Given<Partial<TokenIn>>,
    options?: Options,
  ): Promise<Token>;
  /**
   * The token alone, for `/embed?token=`. The entity's `client_access` says what it opens; under "entity" that is
   * everything of it, whatever role the user has, and a user who is named is warned of on the console.
   */
  generateToken(
    entityId: string,
    userId: string | null,
    data?: Given<Partial<TokenIn>>,
    options?: Options,
  ): Promise<string>;
}

export interface Invitations extends OfEntity<Invitation> {
  get(entityId: string, id: string): Promise<Invitation>;
  create(entityId: string, data: Given<InvitationIn>, options?: Options): Promise<Invitation>;
  /** Mails a new link; the earlier one opens no longer. */
  resend(entityId: string, id: string): Promise<Invitation>;
  cancel(entityId: string, id: string): Promise<void>;
}

export interface EntityApiKeys extends OfEntity<Key> {
  /** This answer alone shows the key whole. `ttl` is in seconds. */
  create(entityId: string, data?: Given<EntityKeyIn>, options?: Options): Promise<NewKey>;
  delete(entityId: string, id: string): Promise<void>;
}

export interface Links extends Read<Link> {
  /** Full access to an entity is asked for by name. This answer alone shows the token. */
  create(data: Given<LinkIn> & Options, options?: Options): Promise<Token>;
  /** Up to 500 in one call; each row of the answer is a link, or says why there is none. */
  createBatch(
    links: ReadonlyArray<Given<LinkIn & { entity_id?: string; reference?: string }>>,
    options?: Options,
  ): Promise<Batch>;
  /** Who opened it when; `by_code` for those who typed a code from the mailbox. */
  claims(id: string, params?: Options, options?: Options): Promise<Page<Claim>>;
  revoke(id: string, params?: Options, options?: Options): Promise<void>;
  /** Ends every link and session of a user, a key, an entity or the account. */
  end(data: Given<EndIn> & Options, options?: Options): Promise<Ended>;
  /** Claim by claim why a token opens nothing, or that it would. Nothing is used up. */
  explain(data: Given<ExplainIn> & Options, options?: Options): Promise<Explained>;
}

export interface Sessions extends Listed<Session> {
  end(id: string, params?: Options, options?: Options): Promise<void>;
}

/** What was done, newest first. `entities: "all"` asks for an account key's whole account, by name. */
export interface Activities extends Listed<Activity> {
  /** The same as a CSV file. */
  export(params?: ListParameters, options?: Options): Promise<Download>;
}

export interface Files extends Read<File> {
  /** Its type is read from its content. */
  upload(
    file: Blob | Uint8Array<ArrayBuffer>,
    data?: Given<FilePatch> & Options,
    options?: Options,
  ): Promise<File>;
  update(id: string, data: Given<FilePatch> & Options, options?: Options): Promise<File>;
  delete(id: string, params?: Options, options?: Options): Promise<void>;
  content(id: string, params?: Options, options?: Options): Promise<Download>;
}

export interface ExportParameters extends Options {
  type?: DocumentType;
  types?: ReadonlyArray<DocumentType>;
  format?: "xlsx" | "csv";
  /** Days such as `2026-03-15`, both included. */
  date_from?: string;
  dateFrom?: string;
  date_to?: string;
  dateTo?: string;
  /** `"all"`, by name: every entity of an account key; each row then says its own. */
  entities?: "all";
}

export interface Exports extends Read<Export> {
  /** Begins one as xlsx, csv, pdf or xml; a worker makes it. `wait` for it, or hear of it by a webhook. */
  create(data: Given<ExportIn> & Options, options?: Options): Promise<Export>;
  /** Calls off one that is not finished. */
  cancel(id: string, options?: Options): Promise<Export>;
  /** The export once it is done; `patience` is in milliseconds, five minutes unless it is said. */
  wait(id: string, options?: Options & { patience?: number }): Promise<Export>;
  exportDocuments(params: ExportParameters, options?: Options): Promise<Download>;
  /** The PDFs of these documents in one zip file; waited for while they are being drawn, five minutes at most. */
  exportPdfs(data: Given<PdfExportIn> & Options, options?: Options): Promise<Download>;
  /** The file of a finished one. */
  content(id: string, options?: Options): Promise<Download>;
}

export interface ReportParameters extends Options {
  /** `en`, `sl` or `de`; else the entity's. */
  locale?: string;
  /** Of a statement: the one customer it is for. */
  customer?: string;
}

/** One kind of report. A period is a month (`2026-03`), a quarter (`2026-Q1`) or a year (`2026`). */
export interface TaxReport {
  get(period: string, params?: ReportParameters, options?: Options): Promise<Report>;
  /** The same as a file, as xlsx unless `format` says otherwise. */
  download(
    period: string,
    params?: ReportParameters & { format?: "pdf" | "xlsx" | "csv" },
    options?: Options,
  ): Promise<Download>;
}

/** Reports of a period, provisional until it is closed. Nothing is filed with anybody. */
export interface TaxReports {
  readonly vatSummary: TaxReport;
  readonly inputVat: TaxReport;
  readonly salesLedger: TaxReport;
  readonly kir: TaxReport;
  readonly aging: TaxReport;
  readonly statement: TaxReport;
  /** The kinds that the entity has. */
  kinds(params?: Options, options?: Options): Promise<Array<ReportKind>>;
  /** The latest first. */
  closedPeriods(params?: Options, options?: Options): Promise<Array<ClosedPeriod>>;
  /** For good: its reports are frozen, later changes stand beside them. */
  closePeriod(period: string, params?: Options, options?: Options): Promise<ClosedPeriod>;
  /** Exactly the documents behind a figure that a row of the report names. */
  documents(
    report: "vat_summary" | "input_vat" | "sales_ledger" | "kir" | "aging" | "statement",
    period: string,
    figure: string,
    params?: Options & { customer?: string },
    options?: Options,
  ): Promise<ReportFigure>;
}

export interface Webhooks extends Kept<Webhook, WebhookIn, WebhookPatch> {
  /** Gives it a new secret; this answer alone shows it. */
  rotateSecret(id: string, options?: Options): Promise<Webhook>;
  /** Sends it an event that means nothing. */
  test(id: string, options?: Options): Promise<Delivery>;
}

export interface WebhookLogs extends Listed<Delivery> {
  redeliver(id: string, options?: Options): Promise<Delivery>;
}

/** The firm's own account; needs an account key. */
export interface AccountCalls {
  get(options?: Options): Promise<Account>;
  update(data: Given<AccountPatch>, options?: Options): Promise<Account>;
  /** The logo on the firm's pages; a PortalError of 404 where there is none. */
  logo(options?: Options): Promise<Download>;
  /** Shows a PNG on the firm's pages. Needs a live key. */
  setLogo(file: Blob | Uint8Array<ArrayBuffer>, options?: Options): Promise<Account>;
  removeLogo(options?: Options): Promise<void>;
  readonly staff: Listed<Staff> & {
    get(id: string): Promise<StaffDetail>;
    add(data: Given<StaffIn>, options?: Options): Promise<Staff>;
    update(id: string, data: Given<StaffPatch>): Promise<Staff>;
    remove(id: string): Promise<void>;
    assign(staffId: string, entityId: string): Promise<Assignment>;
    unassign(staffId: string, entityId: string): Promise<void>;
  };
  readonly origins: Listed<Origin> & {
    add(data: Given<OriginIn>, options?: Options): Promise<Origin>;
    remove(id: string): Promise<void>;
  };
  readonly keys: Read<Key> & {
    /** This answer alone shows the key whole. `ttl` is in seconds. */
    create(data: Given<AccountKeyIn>, options?: Options): Promise<NewKey>;
    delete(id: string): Promise<void>;
  };
}

/** One portal, called with an account key or an entity key; in a browser without any key, your broker. */
export class Portal {
  constructor(settings: Settings);
  constructor(apiKey: string, settings: Omit<Settings, "apiKey" | "api_key" | "accessToken" | "access_token">);
  readonly baseUrl: string;
  readonly account: AccountCalls;
  readonly entities: Entities;
  readonly entityUsers: EntityUsers;
  readonly invitations: Invitations;
  readonly entityApiKeys: EntityApiKeys;
  readonly links: Links;
  readonly sessions: Sessions;
  readonly activities: Activities;
  readonly customers: Restorable<Customer, CustomerIn, CustomerPatch>;
  readonly items: Restorable<Item, ItemIn, ItemPatch>;
  readonly taxes: Restorable<Tax, TaxIn, TaxPatch>;
  readonly payments: Restorable<Payment, PaymentIn, PaymentPatch>;
  readonly documents: Documents;
  readonly invoices: OfType<InvoiceIn, InvoicePatch>;
  readonly creditNotes: OfType<CreditNoteIn, CreditNotePatch>;
  readonly advanceInvoices: OfType<AdvanceInvoiceIn, AdvanceInvoicePatch>;
  readonly estimates: OfType<EstimateIn, EstimatePatch>;
  readonly deliveryNotes: OfType<DeliveryNoteIn, DeliveryNotePatch>;
  readonly files: Files;
  readonly exports: Exports;
  readonly taxReports: TaxReports;
  readonly webhooks: Webhooks;
  readonly accountWebhooks: Webhooks;
  readonly webhookLogs: WebhookLogs;
  readonly accountWebhookLogs: WebhookLogs;
  /** What the key is, and what it reaches. */
  me(): Promise<Me>;
  /**
   * Where a browser opens a token: for a redirect, or for the `src` of a frame. That is the address that the portal gave
   * with the latest link that was made here, which may be another than the one it is called at; before the first it is
   * `baseUrl`.
   */
  embedUrl(token: string): string;
}

export default Portal;

export interface OfflineLink {
  account_id: string;
  entity_id: string;
  /** By name: `user` needs `user_id` and `role`, `full_entity` must come without them. */
  access: "user" | "full_entity";
  user_id?: string | null;
  role?: "viewer" | "editor" | "admin" | null;
  /** Seconds; 300. */
  lifetime?: number;
  view?: string;
  locale?: string;
  recipient?: string;
  return_to?: string;
  max_claims?: number;
  /** Whether the first opening of a mailed link wants a code by mail too, as each later one does. */
  require_code?: boolean;
  link_id?: string;
  now?: number;
}

/** The token of a link, signed with a link-signing key (`lk_…`), without a call. Not in a browser. */
export function signLink(key: string, wanted: Given<OfflineLink>): Promise<string>;
/** The token over claims that are written already, as JSON; they are signed byte for byte and not looked at. */
export function signClaims(key: string, claims: string): Promise<string>;
/** An id for a new link, `lnk_` and 128 random bits. */
export function newLinkId(): string;

export interface WebhookEvent {
  /** The same however often the event is delivered. */
  id: string;
  event: string;
  environment: Environment;
  entity_id: string | null;
  timestamp: string;
  data: Record<string, unknown>;
}

/** This was not signed by the portal with the secret, or too long ago; answer 400 and do nothing. */
export class WebhookRefused extends TypeError {}

/**
 * The event in a request's body, as long as its signature is right; throws WebhookRefused otherwise. `signature` is the header
 * `X-Webhook-Signature`, `body` is as it came in, unparsed; `tolerance` is in seconds (300).
 */
export function verifyWebhook(
  secret: string | ReadonlyArray<string>,
  signature: string | null | undefined,
  body: string | Uint8Array,
  options?: { tolerance?: number; now?: number },
): Promise<WebhookEvent>;

/** An amount as text with so many decimals (2), rounded half up: `amountText(219.6)` is "219.60". */
export function amountText(amount: number | string, decimals?: number): string;
/** The sum of amounts as text, exact: `sumAmounts([0.1, 0.2])` is "0.30". */
export function sumAmounts(amounts: ReadonlyArray<number | string>, decimals?: number): string;

// --- Made of the API's own document by config/setup/sdk_types.py; everything below is written anew ---

export type Access = "full_entity" | "user" | "staff";

/** A new key of the account; `limits` are for `lk` keys alone. */
export interface AccountKeyIn {
  name?: string;
  ttl?: number | null;
  kind?: "sk" | "lk";
  limits?: SigningLimitsIn | null;
}

/** The firm's account. */
export interface Account {
  id: string;
  name: string;
  contact_name: string | null;
  contact_email: string | null;
  contact_phone: string | null;
  contact_hours: string | null;
  privacy_url: string | null;
  imprint_url: string | null;
  accent_color: string | null;
  corner_radius: number | null;
  theme: "light" | "dark" | "auto" | null;
  logo_url: string | null;
  viewers_export: boolean;
  limits: Record<string, number>;
  created_at: string;
}

/** What is named changes, `null` clears. `limits` are lifetimes in seconds and sizes in megabytes (`file_megabytes` of one file, `files_megabytes` of all files of an entity), below the portal's own. */
export interface AccountPatch {
  name?: string | null;
  contact_name?: string | null;
  contact_email?: string | null;
  contact_phone?: string | null;
  contact_hours?: string | null;
  privacy_url?: string | null;
  imprint_url?: string | null;
  accent_color?: string | null;
  corner_radius?: number | null;
  theme?: "light" | "dark" | "auto" | null;
  viewers_export?: boolean | null;
  limits?: Record<string, number | null> | null;
}

/** One event of the audit trail. `entity_id` is null for what happened to the account outside any entity. */
export interface Activity {
  id: string;
  seq: number;
  entity_id: string | null;
  entity_name: string | null;
  resource_type: string;
  resource_id: string | null;
  resource_name: string | null;
  action: string;
  actor_type: string;
  actor_id: string | null;
  actor_name: string;
  session_id: string | null;
  ip_address: string | null;
  details: Record<string, unknown>;
  created_at: string;
}

/** A new advance invoice. */
export interface AdvanceInvoiceIn {
  items: Array<LineIn>;
  is_draft?: boolean;
  date?: string | null;
  date_service?: string | null;
  date_service_to?: string | null;
  customer_id?: string | null;
  customer?: CustomerOnDocument | null;
  note?: string | null;
  payment_terms?: string | null;
  tax_clause?: string | null;
  footer?: string | null;
  signature?: string | null;
  reference?: string | null;
  currency_code?: string | null;
  exchange_rate?: ExchangeRateIn | null;
  calculation_mode?: Mode | null;
  payment_type?: "bank_transfer" | "cash" | "card" | "check" | "paypal" | "coupon" | "other" | null;
  fiscal?: FiscalIn | null;
  linked_documents?: Array<string> | null;
  expected_total_with_tax?: number | null;
  metadata?: Record<string, string> | null;
  date_due?: string | null;
}

/** What is named changes, the rest stays; of an issued advance invoice the metadata alone. */
export interface AdvanceInvoicePatch {
  items?: Array<LineIn> | null;
  change_reason?: string | null;
  date?: string | null;
  date_service?: string | null;
  date_service_to?: string | null;
  customer_id?: string | null;
  customer?: CustomerOnDocument | null;
  note?: string | null;
  payment_terms?: string | null;
  tax_clause?: string | null;
  footer?: string | null;
  signature?: string | null;
  reference?: string | null;
  currency_code?: string | null;
  exchange_rate?: ExchangeRateIn | null;
  calculation_mode?: Mode | null;
  payment_type?: "bank_transfer" | "cash" | "card" | "check" | "paypal" | "coupon" | "other" | null;
  fiscal?: FiscalIn | null;
  linked_documents?: Array<string> | null;
  expected_total_with_tax?: number | null;
  metadata?: Record<string, string> | null;
  date_due?: string | null;
}

/** An entity that a member of staff works in. */
export interface Assignment {
  staff_id: string;
  entity_id: string;
  name: string;
  created_at: string;
}

/** One attempt: the answer's status and its first 2 kB, or the reason why there was none. */
export interface Attempt {
  at: string;
  status: number | null;
  error: string | null;
  milliseconds: number;
  answer: string;
}

/** Links to issue. Each row is read by itself, so that a bad one spoils none. */
export interface BatchIn {
  links: Array<BatchLinkIn>;
}

/** One row of a batch. `reference` is your own name for it, once in a batch; it comes back with the outcome. */
export interface BatchLinkIn {
  label?: string | null;
  view?: string | null;
  locale?: string | null;
  return_to?: string | null;
  recipient?: string | null;
  require_code?: boolean;
  lifetime?: number | null;
  access: Access;
  user_id?: string | null;
  role?: Role | null;
  staff_id?: string | null;
  max_claims?: number | null;
  entity_id?: string | null;
  reference?: string | null;
}

/** The outcomes, in the order of the rows. */
export interface Batch {
  data: Array<BatchRow>;
  issued: number;
  refused: number;
}

/** The outcome of one row: `link` when `ok`, else `error`. */
export interface BatchRow {
  index: number;
  reference: string | null;
  ok: boolean;
  link: Token | null;
  error: Refusal | null;
}

/** How its pages and documents look; a document that is issued keeps the template that it was issued in. An account key sets it; where it is silent, the account's own look stands. */
export interface Branding {
  template?: "classic" | "modern" | null;
  accent_color?: string | null;
  corner_radius?: number | null;
  theme?: "light" | "dark" | "auto" | null;
  show_logo?: boolean | null;
}

/** How lines are worked out. */
export interface Calculation {
  default_mode?: "b2b_standard" | "b2c_gross_discount";
}

/** An allowance or charge on the whole document; only imported ones have any. */
export interface Charge {
  is_charge: boolean;
  amount: number;
  reason: string | null;
}

/** One thing that is looked at when a link is opened. */
export interface Check {
  name: "signature" | "claims" | "key_limits" | "entity" | "key" | "age" | "client_access" | "user" | "staff" | "role" | "return_to" | "origin" | "link" | "claims_used";
  ok: boolean;
  words: string;
}

/** One opening of a link. */
export interface Claim {
  position: number;
  claimed_at: string;
  by_code: boolean;
  session_id: string;
  address: string | null;
  user_agent: string | null;
}

export type ClientAccess = "none" | "entity" | "users";

/** The period to close for good. It has to be over. */
export interface ClosePeriodIn {
  period: string;
}

/** A closed period, and what its VAT summaries came to: of what was issued and of what was received. */
export interface ClosedPeriod {
  period: string;
  date_from: string;
  date_to: string;
  closed_at: string;
  closed_by: string;
  issued: Array<VatTotal>;
  received: Array<VatTotal>;
}

/** What a document becomes. */
export interface ConvertIn {
  to: DocumentType;
  is_draft?: boolean;
}

/** What of an invoice is taken back; without lines, all that is left. */
export interface CreditIn {
  items?: Array<CreditedLine> | null;
  reason?: string | null;
  is_draft?: boolean;
}

/** A new credit note; its amounts are above zero. */
export interface CreditNoteIn {
  items: Array<LineIn>;
  is_draft?: boolean;
  date?: string | null;
  date_service?: string | null;
  date_service_to?: string | null;
  customer_id?: string | null;
  customer?: CustomerOnDocument | null;
  note?: string | null;
  payment_terms?: string | null;
  tax_clause?: string | null;
  footer?: string | null;
  signature?: string | null;
  reference?: string | null;
  currency_code?: string | null;
  exchange_rate?: ExchangeRateIn | null;
  calculation_mode?: Mode | null;
  payment_type?: "bank_transfer" | "cash" | "card" | "check" | "paypal" | "coupon" | "other" | null;
  fiscal?: FiscalIn | null;
  linked_documents?: Array<string> | null;
  expected_total_with_tax?: number | null;
  metadata?: Record<string, string> | null;
}

/** What is named changes, the rest stays; of an issued credit note the metadata alone. */
export interface CreditNotePatch {
  items?: Array<LineIn> | null;
  change_reason?: string | null;
  date?: string | null;
  date_service?: string | null;
  date_service_to?: string | null;
  customer_id?: string | null;
  customer?: CustomerOnDocument | null;
  note?: string | null;
  payment_terms?: string | null;
  tax_clause?: string | null;
  footer?: string | null;
  signature?: string | null;
  reference?: string | null;
  currency_code?: string | null;
  exchange_rate?: ExchangeRateIn | null;
  calculation_mode?: Mode | null;
  payment_type?: "bank_transfer" | "cash" | "card" | "check" | "paypal" | "coupon" | "other" | null;
  fiscal?: FiscalIn | null;
  linked_documents?: Array<string> | null;
  expected_total_with_tax?: number | null;
  metadata?: Record<string, string> | null;
}

/** A line of the invoice by its id; without a quantity, all that is left of it. */
export interface CreditedLine {
  id: string;
  quantity?: number | null;
}

/** Where the customer is paid: by IBAN, or by the number that its country has. */
export interface CustomerBankAccount {
  type?: "iban" | "us_domestic" | "uk_domestic" | "other" | null;
  name?: string | null;
  bank_name?: string | null;
  iban?: string | null;
  account_number?: string | null;
  bic?: string | null;
  routing_number?: string | null;
  sort_code?: string | null;
}

/** Where the customer is paid. */
export interface CustomerBankAccountOut {
  type?: string | null;
  name?: string | null;
  bank_name?: string | null;
  iban?: string | null;
  account_number?: string | null;
  bic?: string | null;
  routing_number?: string | null;
  sort_code?: string | null;
}

/** A new customer: a name is enough. */
export interface CustomerIn {
  email?: string | null;
  phone?: string | null;
  address?: string | null;
  address_2?: string | null;
  post_code?: string | null;
  city?: string | null;
  state?: string | null;
  country?: string | null;
  country_code?: string | null;
  vat_id?: string | null;
  tax_number?: string | null;
  company_number?: string | null;
  contact_type?: "buyer" | "supplier" | "both" | null;
  peppol_id?: string | null;
  peppol_scheme_id?: string | null;
  bank_accounts?: Array<CustomerBankAccount> | null;
  is_tax_subject?: boolean | null;
  is_end_consumer?: boolean | null;
  metadata?: Record<string, string> | null;
  name: string;
}

/** The customer as it is to stand on the document. */
export interface CustomerOnDocument {
  name: string;
  vat_id?: string | null;
  tax_number?: string | null;
  company_number?: string | null;
  email?: string | null;
  phone?: string | null;
  address?: string | null;
  address_2?: string | null;
  post_code?: string | null;
  city?: string | null;
  state?: string | null;
  country_code?: string | null;
  peppol_id?: string | null;
  peppol_scheme_id?: string | null;
  is_end_consumer?: boolean | null;
  save_customer?: boolean;
}

/** Whom the entity invoices. */
export interface Customer {
  id: string;
  entity_id: string;
  name: string;
  email: string | null;
  phone: string | null;
  address: string | null;
  address_2: string | null;
  post_code: string | null;
  city: string | null;
  state: string | null;
  country: string | null;
  country_code: string | null;
  vat_id: string | null;
  tax_number: string | null;
  company_number: string | null;
  contact_type: "buyer" | "supplier" | "both";
  peppol_id: string | null;
  peppol_scheme_id: string | null;
  bank_accounts: Array<CustomerBankAccountOut>;
  is_tax_subject: boolean | null;
  is_end_consumer: boolean | null;
  metadata: Record<string, string>;
  created_at: string;
  updated_at: string | null;
  deleted_at: string | null;
}

/** What is named changes, the rest stays. */
export interface CustomerPatch {
  email?: string | null;
  phone?: string | null;
  address?: string | null;
  address_2?: string | null;
  post_code?: string | null;
  city?: string | null;
  state?: string | null;
  country?: string | null;
  country_code?: string | null;
  vat_id?: string | null;
  tax_number?: string | null;
  company_number?: string | null;
  contact_type?: "buyer" | "supplier" | "both" | null;
  peppol_id?: string | null;
  peppol_scheme_id?: string | null;
  bank_accounts?: Array<CustomerBankAccount> | null;
  is_tax_subject?: boolean | null;
  is_end_consumer?: boolean | null;
  metadata?: Record<string, string> | null;
  name?: string | null;
}

/** What a document says where it does not say it itself. */
export interface Defaults {
  default_invoice_due_days?: number | null;
  default_estimate_valid_days?: number | null;
  default_invoice_note?: string | null;
  default_invoice_payment_terms?: string | null;
  default_credit_note_note?: string | null;
  default_advance_invoice_note?: string | null;
  default_advance_invoice_payment_terms?: string | null;
  default_estimate_note?: string | null;
  default_estimate_payment_terms?: string | null;
  default_delivery_note_note?: string | null;
}

/** A new delivery note. */
export interface DeliveryNoteIn {
  items: Array<LineIn>;
  is_draft?: boolean;
  date?: string | null;
  date_service?: string | null;
  date_service_to?: string | null;
  customer_id?: string | null;
  customer?: CustomerOnDocument | null;
  note?: string | null;
  payment_terms?: string | null;
  tax_clause?: string | null;
  footer?: string | null;
  signature?: string | null;
  reference?: string | null;
  currency_code?: string | null;
  exchange_rate?: ExchangeRateIn | null;
  calculation_mode?: Mode | null;
  payment_type?: "bank_transfer" | "cash" | "card" | "check" | "paypal" | "coupon" | "other" | null;
  fiscal?: FiscalIn | null;
  linked_documents?: Array<string> | null;
  expected_total_with_tax?: number | null;
  metadata?: Record<string, string> | null;
  hide_prices?: boolean | null;
}

/** What is named changes, the rest stays; of an issued delivery note the metadata alone. */
export interface DeliveryNotePatch {
  items?: Array<LineIn> | null;
  change_reason?: string | null;
  date?: string | null;
  date_service?: string | null;
  date_service_to?: string | null;
  customer_id?: string | null;
  customer?: CustomerOnDocument | null;
  note?: string | null;
  payment_terms?: string | null;
  tax_clause?: string | null;
  footer?: string | null;
  signature?: string | null;
  reference?: string | null;
  currency_code?: string | null;
  exchange_rate?: ExchangeRateIn | null;
  calculation_mode?: Mode | null;
  payment_type?: "bank_transfer" | "cash" | "card" | "check" | "paypal" | "coupon" | "other" | null;
  fiscal?: FiscalIn | null;
  linked_documents?: Array<string> | null;
  expected_total_with_tax?: number | null;
  metadata?: Record<string, string> | null;
  hide_prices?: boolean | null;
}

/** One event on its way to one webhook. `response_…` and `error_message` are those of the last attempt. */
export interface Delivery {
  id: string;
  webhook_id: string;
  webhook_url: string;
  entity_id: string | null;
  event_type: string;
  status: string;
  attempt: number;
  max_attempts: number;
  response_status: number | null;
  response_body: string | null;
  error_message: string | null;
  duration_ms: number | null;
  request_body: string;
  attempts: Array<Attempt>;
  next_attempt_at: string | null;
  created_at: string;
  finished_at: string | null;
}

/** Taken off a line: per cent, or an amount that is with tax where the line's price is. */
export interface DiscountIn {
  value: number;
  type?: DiscountKind;
}

export type DiscountKind = "percent" | "amount";

/** As it was asked for. */
export interface Discount {
  value: number;
  type: string;
}

/** A file that hangs on a document. */
export interface DocumentFile {
  id: string;
  name: string;
  mime_type: string;
  bytes: number;
  purpose: string;
  category: string;
  created_at: string;
}

/** A document of any of the five types; fields that its type does not have are null. Amounts are as stated on it: those of a credit note are above zero. */
export interface Document {
  id: string;
  entity_id: string;
  type: DocumentType;
  direction: string;
  origin: string;
  number: string | null;
  is_draft: boolean;
  date: string;
  date_year: number;
  date_due: string | null;
  date_valid_till: string | null;
  date_service: string | null;
  date_service_to: string | null;
  title_type: string | null;
  hide_prices: boolean;
  reference: string | null;
  calculation_mode: string;
  transaction_type: string | null;
  language: string;
  issuer: Party;
  customer_id: string | null;
  customer: Party | null;
  note: string | null;
  payment_terms: string | null;
  tax_clause: string | null;
  footer: string | null;
  signature: string | null;
  legends: Array<string>;
  items: Array<Line>;
  charges: Array<Charge>;
  taxes: Array<DocumentTax>;
  currency_code: string;
  exchange_rate: ExchangeRate | null;
  total: number;
  total_with_tax: number;
  total_tax: number;
  total_discount: number;
  total_converted: number | null;
  total_with_tax_converted: number | null;
  prepaid: number;
  rounding_correction: number;
  total_paid: number;
  total_due: number;
  paid_in_full: boolean;
  payment_type: string | null;
  payment_reference: string | null;
  fiscal: Fiscal | null;
  document_relations: Array<Relation>;
  in_conflict: boolean;
  issued_at: string | null;
  voided_at: string | null;
  void_reason: string | null;
  metadata: Record<string, string>;
  created_at: string;
  updated_at: string;
}

/** One tax group: the tax is worked out here, never by line. */
export interface DocumentTax {
  rate: number | null;
  category: string;
  base: number;
  amount: number;
  base_converted: number | null;
  amount_converted: number | null;
  reverse_charge: boolean;
  reason: string | null;
  reason_code: string | null;
}

export type DocumentType = "invoice" | "credit_note" | "advance_invoice" | "estimate" | "delivery_note";

/** What to end: exactly one of these. */
export interface EndIn {
  user_id?: string | null;
  staff_id?: string | null;
  key_id?: string | null;
  all?: "entity" | "account" | null;
}

/** How many links and sessions were ended. */
export interface Ended {
  links: number;
  sessions: number;
}

/** Where the entity is paid; the first of a list is the one that its documents name. */
export interface EntityBankAccount {
  iban: string;
  bic?: string | null;
  name?: string | null;
}

/** Where the entity is paid. */
export interface EntityBankAccountOut {
  iban: string;
  bic?: string | null;
  name?: string | null;
}

/** A new entity: a name and a country are enough, the rest follows from the country. */
export interface EntityIn {
  currency_code?: string | null;
  locale?: string | null;
  timezone?: string | null;
  client_access?: ClientAccess | null;
  address?: string | null;
  address_2?: string | null;
  post_code?: string | null;
  city?: string | null;
  state?: string | null;
  vat_id?: string | null;
  tax_number?: string | null;
  company_number?: string | null;
  email?: string | null;
  phone?: string | null;
  bank_accounts?: Array<EntityBankAccount> | null;
  legal_notes?: Array<string> | null;
  is_tax_subject?: boolean | null;
  settings?: EntitySettings | null;
  metadata?: Record<string, string> | null;
  name: string;
  country: string;
}

/** A new key of one entity. */
export interface EntityKeyIn {
  name?: string;
  ttl?: number | null;
}

/** One client business. */
export interface Entity {
  id: string;
  account_id: string;
  environment: Environment;
  name: string;
  country: string;
  country_code: string;
  currency_code: string;
  locale: string;
  timezone: string;
  client_access: ClientAccess;
  address: string | null;
  address_2: string | null;
  post_code: string | null;
  city: string | null;
  state: string | null;
  vat_id: string | null;
  tax_number: string | null;
  company_number: string | null;
  email: string | null;
  phone: string | null;
  bank_accounts: Array<EntityBankAccountOut>;
  legal_notes: Array<string>;
  is_tax_subject: boolean;
  logo_url: string | null;
  settings: Record<string, unknown>;
  metadata: Record<string, string>;
  created_at: string;
  updated_at: string | null;
}

/** What is named changes, the rest stays. The country is fixed once a live document was issued. */
export interface EntityPatch {
  currency_code?: string | null;
  locale?: string | null;
  timezone?: string | null;
  client_access?: ClientAccess | null;
  address?: string | null;
  address_2?: string | null;
  post_code?: string | null;
  city?: string | null;
  state?: string | null;
  vat_id?: string | null;
  tax_number?: string | null;
  company_number?: string | null;
  email?: string | null;
  phone?: string | null;
  bank_accounts?: Array<EntityBankAccount> | null;
  legal_notes?: Array<string> | null;
  is_tax_subject?: boolean | null;
  settings?: EntitySettings | null;
  metadata?: Record<string, string> | null;
  name?: string | null;
  country?: string | null;
}

/** Groups of settings; a group that is sent replaces that group. */
export interface EntitySettings {
  numbering?: Numbering | null;
  defaults?: Defaults | null;
  tax?: TaxSettings | null;
  branding?: Branding | null;
}

export type Environment = "live" | "sandbox";

/** A new estimate. */
export interface EstimateIn {
  items: Array<LineIn>;
  is_draft?: boolean;
  date?: string | null;
  date_service?: string | null;
  date_service_to?: string | null;
  customer_id?: string | null;
  customer?: CustomerOnDocument | null;
  note?: string | null;
  payment_terms?: string | null;
  tax_clause?: string | null;
  footer?: string | null;
  signature?: string | null;
  reference?: string | null;
  currency_code?: string | null;
  exchange_rate?: ExchangeRateIn | null;
  calculation_mode?: Mode | null;
  payment_type?: "bank_transfer" | "cash" | "card" | "check" | "paypal" | "coupon" | "other" | null;
  fiscal?: FiscalIn | null;
  linked_documents?: Array<string> | null;
  expected_total_with_tax?: number | null;
  metadata?: Record<string, string> | null;
  date_valid_till?: string | null;
  title_type?: "estimate" | "proforma_invoice" | null;
}

/** What is named changes, the rest stays; of an issued estimate the metadata alone. */
export interface EstimatePatch {
  items?: Array<LineIn> | null;
  change_reason?: string | null;
  date?: string | null;
  date_service?: string | null;
  date_service_to?: string | null;
  customer_id?: string | null;
  customer?: CustomerOnDocument | null;
  note?: string | null;
  payment_terms?: string | null;
  tax_clause?: string | null;
  footer?: string | null;
  signature?: string | null;
  reference?: string | null;
  currency_code?: string | null;
  exchange_rate?: ExchangeRateIn | null;
  calculation_mode?: Mode | null;
  payment_type?: "bank_transfer" | "cash" | "card" | "check" | "paypal" | "coupon" | "other" | null;
  fiscal?: FiscalIn | null;
  linked_documents?: Array<string> | null;
  expected_total_with_tax?: number | null;
  metadata?: Record<string, string> | null;
  date_valid_till?: string | null;
  title_type?: "estimate" | "proforma_invoice" | null;
}

/** Units of `quote_currency` for one unit of the document's currency. */
export interface ExchangeRateIn {
  rate: number;
  source?: string | null;
  date?: string | null;
  quote_currency?: string | null;
}

/** Units of `quote_currency` for one unit of the document's currency. */
export interface ExchangeRate {
  rate: number;
  source: string | null;
  date: string | null;
  quote_currency: string | null;
}

/** A token that does not open, or the whole address with it. */
export interface ExplainIn {
  token: string;
  origin?: string | null;
}

/** Whether the token would open now, and why not. Of a token that is not yours nothing is known. */
export interface Explained {
  opens: boolean;
  link_id: string | null;
  entity_id: string | null;
  checks: Array<Check>;
}

/** Which file of which documents: by period, by days (both included), or, for archives, by id; drafts only by id. A `pack` is of a period alone, and holds what its tax reports count: PDFs, e-invoices, the reports as xlsx, a page to read them by, and a list with the SHA-256 of each file and the totals. */
export interface ExportIn {
  format: "xlsx" | "csv" | "pdf" | "xml" | "pack";
  types?: Array<string> | null;
  period?: string | null;
  date_from?: string | null;
  date_to?: string | null;
  document_ids?: Array<string> | null;
  direction?: "issued" | "received";
  locale?: "en" | "sl" | "de" | "it" | "fr" | "es" | "pt" | "nl" | "pl" | "hr" | null;
}

/** How far an export is: `queued`, `running`, `done`, `failed` or `cancelled`. `file_url` is where the file is, once done; `seconds_left` an estimate, while there can be one. */
export interface Export {
  id: string;
  format: "xlsx" | "csv" | "pdf" | "xml" | "pack";
  status: string;
  progress: number;
  total_docs: number;
  done_docs: number;
  seconds_left: number | null;
  types: Array<string> | null;
  period: string | null;
  date_from: string | null;
  date_to: string | null;
  direction: string | null;
  failed: Array<FailedDocument>;
  error: string | null;
  file_name: string;
  file_url: string | null;
  bytes: number | null;
  sha256: string | null;
  requested_by: string;
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
  expires_at: string | null;
}

/** A document that is not in the file, or of a pack one whose PDF or e-invoice is not: `code` is `no_xml`, `not_drawn`, `missing` or `damaged`, `message` says why. */
export interface FailedDocument {
  document_id: string;
  number: string;
  code: string;
  message: string;
}

/** A file; `url` is where its bytes are, for the same key. `purpose` is `shared`, or `original` and `attachment` for what an imported document came from and came with. What the client sent (`sent_by` is `client`) has no `fetched_at` until your side first takes its bytes. */
export interface File {
  id: string;
  entity_id: string;
  document_id: string | null;
  category: string;
  purpose: string;
  period: string | null;
  filename: string;
  mime_type: string;
  bytes: number;
  sha256: string;
  note: string | null;
  added_by: string;
  sent_by: string;
  fetched_at: string | null;
  url: string;
  created_at: string;
}

/** What is changed; null clears the period, the note and the document. */
export interface FilePatch {
  filename?: string | null;
  category?: string | null;
  period?: string | null;
  note?: string | null;
  document_id?: string | null;
}

/** How a draft is issued. */
export interface FinalizeIn {
  fiscal?: FiscalIn | null;
  expected_number?: string | null;
  change_reason?: string | null;
  type?: DocumentType | null;
}

/** What a certified channel gave out, by the codes of the country's profile; or where it went instead, and why. */
export interface FiscalIn {
  identifiers?: Record<string, string>;
  issued_elsewhere?: string | null;
}

/** What was stated of a certified channel. */
export interface Fiscal {
  identifiers: Record<string, string>;
  issued_elsewhere: string | null;
}

/** One format: `valid` ones may be taken, `invalid` ones say why not, `pending` ones are being checked. */
export interface Format {
  format: string;
  status: string;
  violations: Array<Violation>;
}

/** All formats that suit the document; `original` is the file that an imported one was made from. */
export interface Formats {
  formats: Array<Format>;
}

/** What became of the paper; `has_errors` when its stated sums do not add up. `outcome` is `added`, `same_file` (known by these bytes), `second_original` (known by what it states) or `in_conflict` (added, and it contradicts another). */
export interface Import {
  outcome: "added" | "same_file" | "second_original" | "in_conflict";
  document_id: string;
  number: string;
  type: string;
  direction: "issued" | "received";
  currency_code: string;
  total_with_tax: number;
  in_conflict: boolean;
  has_errors: boolean;
}

/** A person to invite: they become a member, and get a link by mail. */
export interface InvitationIn {
  email: string;
  name?: string | null;
  role?: "viewer" | "editor" | "admin" | "member";
  locale?: string | null;
}

/** An invitation; accepted by the first opening of its link. */
export interface Invitation {
  id: string;
  entity_id: string;
  user_id: string;
  email: string;
  name: string | null;
  role: Role;
  status: InvitationStatus;
  link_id: string | null;
  invited_by: string;
  expires_at: string;
  accepted_at: string | null;
  cancelled_at: string | null;
  created_at: string;
  updated_at: string;
  warnings?: Array<string>;
}

export type InvitationStatus = "pending" | "accepted" | "expired" | "cancelled";

/** A new invoice. */
export interface InvoiceIn {
  items: Array<LineIn>;
  is_draft?: boolean;
  date?: string | null;
  date_service?: string | null;
  date_service_to?: string | null;
  customer_id?: string | null;
  customer?: CustomerOnDocument | null;
  note?: string | null;
  payment_terms?: string | null;
  tax_clause?: string | null;
  footer?: string | null;
  signature?: string | null;
  reference?: string | null;
  currency_code?: string | null;
  exchange_rate?: ExchangeRateIn | null;
  calculation_mode?: Mode | null;
  payment_type?: "bank_transfer" | "cash" | "card" | "check" | "paypal" | "coupon" | "other" | null;
  fiscal?: FiscalIn | null;
  linked_documents?: Array<string> | null;
  expected_total_with_tax?: number | null;
  metadata?: Record<string, string> | null;
  date_due?: string | null;
}

/** What is named changes, the rest stays; of an issued invoice the metadata alone. */
export interface InvoicePatch {
  items?: Array<LineIn> | null;
  change_reason?: string | null;
  date?: string | null;
  date_service?: string | null;
  date_service_to?: string | null;
  customer_id?: string | null;
  customer?: CustomerOnDocument | null;
  note?: string | null;
  payment_terms?: string | null;
  tax_clause?: string | null;
  footer?: string | null;
  signature?: string | null;
  reference?: string | null;
  currency_code?: string | null;
  exchange_rate?: ExchangeRateIn | null;
  calculation_mode?: Mode | null;
  payment_type?: "bank_transfer" | "cash" | "card" | "check" | "paypal" | "coupon" | "other" | null;
  fiscal?: FiscalIn | null;
  linked_documents?: Array<string> | null;
  expected_total_with_tax?: number | null;
  metadata?: Record<string, string> | null;
  date_due?: string | null;
}

/** A new item: a name, and `price` or `gross_price`. */
export interface ItemIn {
  description?: string | null;
  price?: number | null;
  gross_price?: number | null;
  currency_code?: string | null;
  unit?: string | null;
  classification?: "product" | "service" | "advance" | null;
  tax_ids?: Array<string> | null;
  taxes?: Array<TaxOfItem> | null;
  metadata?: Record<string, string> | null;
  name: string;
}

/** What an entity sells. Of `price` and `gross_price` one is null. */
export interface Item {
  id: string;
  entity_id: string;
  name: string;
  description: string | null;
  price: number | null;
  gross_price: number | null;
  currency_code: string;
  unit: string | null;
  classification: "product" | "service" | "advance" | null;
  tax_ids: Array<string>;
  metadata: Record<string, string>;
  created_at: string;
  updated_at: string | null;
  deleted_at: string | null;
}

/** What is named changes, the rest stays; a price of one kind takes the place of one of the other. */
export interface ItemPatch {
  description?: string | null;
  price?: number | null;
  gross_price?: number | null;
  currency_code?: string | null;
  unit?: string | null;
  classification?: "product" | "service" | "advance" | null;
  tax_ids?: Array<string> | null;
  taxes?: Array<TaxOfItem> | null;
  metadata?: Record<string, string> | null;
  name?: string | null;
}

export type KeyKind = "sk" | "ek" | "lk";

/** A key, never its text: `prefix_hint` is enough to recognise it by. */
export interface Key {
  id: string;
  kind: KeyKind;
  name: string;
  environment: Environment;
  entity_id: string | null;
  prefix_hint: string;
  limits: SigningLimits | null;
  created_at: string;
  expires_at: string | null;
  last_used_at: string | null;
}

/** One line. What is left out comes from the item of `item_id`. */
export interface LineIn {
  item_id?: string | null;
  name?: string | null;
  description?: string | null;
  quantity?: number;
  unit?: string | null;
  price?: number | null;
  gross_price?: number | null;
  classification?: Nature | null;
  taxes?: Array<LineTaxIn> | null;
  discounts?: Array<DiscountIn>;
  metadata?: Record<string, string>;
}

/** One line. `price` is for one unit without tax, `gross_price` only where the price was stated with it. */
export interface Line {
  id: string;
  item_id: string | null;
  name: string;
  description: string | null;
  classification: string | null;
  quantity: number;
  unit: string | null;
  price: number;
  gross_price: number | null;
  taxes: Array<LineTax>;
  discounts: Array<Discount>;
  total_discount: number;
  total: number;
  total_with_tax: number;
  metadata: Record<string, string>;
}

/** One of the entity's taxes by its id or classification, a rate, or reverse charge. */
export interface LineTaxIn {
  tax_id?: string | null;
  classification?: string | null;
  rate?: number | null;
  reverse_charge?: boolean;
}

/** What a line is taxed with; `category` is of EN 16931. */
export interface LineTax {
  rate: number | null;
  category: string;
  tax_id: string | null;
  reverse_charge: boolean;
}

/** A link. The whole entity has to be asked for by name: leaving the user out never means it. */
export interface LinkIn {
  label?: string | null;
  view?: string | null;
  locale?: string | null;
  return_to?: string | null;
  recipient?: string | null;
  require_code?: boolean;
  lifetime?: number | null;
  access: Access;
  user_id?: string | null;
  role?: Role | null;
  staff_id?: string | null;
  max_claims?: number | null;
}

/** A link; never its token. */
export interface Link {
  id: string;
  entity_id: string;
  access: Access;
  user_id: string | null;
  staff_id: string | null;
  role: Role | null;
  name: string;
  recipient: string | null;
  status: "live" | "used" | "expired" | "revoked";
  issued_by: string;
  key_id: string | null;
  offline: boolean;
  max_claims: number;
  claims_left: number;
  require_code: boolean;
  issued_at: string;
  expires_at: string;
  revoked_at: string | null;
}

/** The calling key. */
export interface Me {
  key_id: string;
  name: string;
  kind: string;
  hint: string;
  account_id: string;
  environment: Environment;
  entity_id: string | null;
  expires_at: string | null;
  permissions: Array<string>;
}

/** One thing that is missing before the first live invoice. */
export interface Missing {
  code: string;
  field: string;
  message: string;
}

export type Mode = "b2b_standard" | "b2c_gross_discount";

export type Nature = "product" | "service" | "advance";

/** A key that was just made. `key` is its text, shown this once. */
export interface NewKey {
  id: string;
  kind: KeyKind;
  name: string;
  environment: Environment;
  entity_id: string | null;
  prefix_hint: string;
  limits: SigningLimits | null;
  created_at: string;
  expires_at: string | null;
  last_used_at: string | null;
  key: string;
}

/** The number that the next document would get; it is nobody's until one is issued. */
export interface NextNumber {
  number: string;
}

/** How documents are numbered, by type: formats as `{yyyy}-{nnnnn}`, and where a new series begins. */
export interface Numbering {
  number_formats?: Record<string, string>;
  number_sequence_starts?: Record<string, number>;
}

/** An exact origin of the firm's, as in `https://app.example.com`. */
export interface OriginIn {
  origin: string;
  frames?: boolean;
  returns?: boolean;
}

/** An origin that the account has registered. */
export interface Origin {
  id: string;
  origin: string;
  frames: boolean;
  returns: boolean;
  created_at: string;
}

/** One side of a document, as it stands on it. */
export interface Party {
  name: string;
  unit_name: string | null;
  vat_id: string | null;
  tax_number: string | null;
  company_number: string | null;
  email: string | null;
  phone: string | null;
  address: string | null;
  address_2: string | null;
  post_code: string | null;
  city: string | null;
  state: string | null;
  country: string | null;
  country_code: string | null;
  peppol_id: string | null;
  peppol_scheme_id: string | null;
  is_end_consumer: boolean | null;
}

/** A payment for one document, by `document_id` or by the field of its type. With type `credit_note` a credit note is set off against an invoice: both are named, and no money moves. */
export interface PaymentIn {
  document_id?: string | null;
  invoice_id?: string | null;
  advance_invoice_id?: string | null;
  credit_note_id?: string | null;
  amount: number;
  type?: "cash" | "bank_transfer" | "card" | "check" | "paypal" | "coupon" | "other" | "credit_note" | "advance";
  date?: string | null;
  currency_code?: string | null;
  reference?: string | null;
  note?: string | null;
  tag?: string | null;
  metadata?: Record<string, string> | null;
}

/** Money received for a document, given back for a credit note, or a set-off of one against an invoice. */
export interface Payment {
  id: string;
  entity_id: string;
  document_id: string;
  invoice_id: string | null;
  advance_invoice_id: string | null;
  credit_note_id: string | null;
  amount: number;
  currency_code: string;
  type: string;
  date: string;
  reference: string | null;
  note: string | null;
  tag: string | null;
  metadata: Record<string, string>;
  created_at: string;
  updated_at: string | null;
  deleted_at: string | null;
}

/** What is named changes, the rest stays, `null` clears. The document stays: delete, and record another. */
export interface PaymentPatch {
  amount?: number | null;
  type?: "cash" | "bank_transfer" | "card" | "check" | "paypal" | "coupon" | "other" | "credit_note" | "advance" | null;
  date?: string | null;
  reference?: string | null;
  note?: string | null;
  tag?: string | null;
  metadata?: Record<string, string> | null;
}

/** The documents by id, or by type and days. */
export interface PdfExportIn {
  document_ids?: Array<string> | null;
  types?: Array<string> | null;
  date_from?: string | null;
  date_to?: string | null;
}

/** A PDF that is being drawn: ask again after `Retry-After`. */
export interface Pending {
  status: string;
}

/** A document of any type, worked out and not saved. */
export interface PreviewIn {
  items: Array<LineIn>;
  is_draft?: boolean;
  date?: string | null;
  date_service?: string | null;
  date_service_to?: string | null;
  customer_id?: string | null;
  customer?: CustomerOnDocument | null;
  note?: string | null;
  payment_terms?: string | null;
  tax_clause?: string | null;
  footer?: string | null;
  signature?: string | null;
  reference?: string | null;
  currency_code?: string | null;
  exchange_rate?: ExchangeRateIn | null;
  calculation_mode?: Mode | null;
  payment_type?: "bank_transfer" | "cash" | "card" | "check" | "paypal" | "coupon" | "other" | null;
  fiscal?: FiscalIn | null;
  linked_documents?: Array<string> | null;
  expected_total_with_tax?: number | null;
  metadata?: Record<string, string> | null;
  hide_prices?: boolean | null;
  date_valid_till?: string | null;
  title_type?: "estimate" | "proforma_invoice" | null;
  date_due?: string | null;
  type?: DocumentType;
}

/** Whether the entity may issue live invoices, and what is missing until then. */
export interface Readiness {
  ready: boolean;
  missing: Array<Missing>;
}

/** Why a row got no link; the same as the error of a call. */
export interface Refusal {
  code: string;
  message: string;
  cause?: Record<string, unknown> | null;
}

/** A relation to another document, as this one sees it; without a target id that one is not here. */
export interface Relation {
  id: string;
  source_id: string;
  source_type: string;
  target_id: string | null;
  target_type: string | null;
  relation_type: string;
  number: string | null;
}

/** What happened in a closed period after it was closed. It is in no figure of the report. */
export interface ReportChange {
  kind: string;
  document_id: string;
  number: string;
  document_type: string;
  direction: string;
  party_name: string;
  currency_code: string;
  base: number;
  tax: number;
  balance: number;
}

/** A column of a table; `type` is text, amount, day, count or rate. */
export interface ReportColumn {
  key: string;
  title: string;
  type: string;
}

/** A document behind a figure, and what it adds to each of the figure's amounts. */
export interface ReportEntry {
  document_id: string;
  document_type: string;
  number: string;
  date: string;
  tax_point: string;
  party_name: string;
  is_voided: boolean;
  amounts: Array<number>;
}

/** Exactly the documents that a figure is the sum of; `amounts` are those sums. */
export interface ReportFigure {
  figure: string;
  title: string;
  currency_code: string;
  columns: Array<string>;
  amounts: Array<number>;
  documents: Array<ReportEntry>;
}

/** One kind of report, and the forms that it comes in. */
export interface ReportKind {
  report: "vat_summary" | "input_vat" | "sales_ledger" | "kir" | "aging" | "statement";
  path: string;
  formats: Array<"json" | "pdf" | "xlsx" | "csv">;
}

/** A report. While `state` is `provisional` its figures can change; when it is `closed` they do not. */
export interface Report {
  report: "vat_summary" | "input_vat" | "sales_ledger" | "kir" | "aging" | "statement";
  title: string;
  period: string;
  date_from: string;
  date_to: string;
  as_of: string;
  state: "provisional" | "closed";
  is_over: boolean;
  closed_at: string | null;
  closed_by: string | null;
  customer: string | null;
  locale: string;
  filed: "False";
  sections: Array<ReportSection>;
  remarks: Array<ReportRemark>;
  later_changes: Array<ReportChange>;
}

/** What a reader has to know; `figure` names the documents that it is about. */
export interface ReportRemark {
  text: string;
  figure: string | null;
}

/** A row. A `total` is the sum of the `plain` rows above it; an `aside` is in no sum. `values` are by column: texts, numbers, and days like `2026-03-15`. `figures` names, by column, the figure whose documents `/tax-reports/documents` lists. */
export interface ReportRow {
  kind: string;
  document_id: string | null;
  values: Record<string, string | number | null>;
  figures: Record<string, string>;
}

/** A table. All of its amounts are in its currency: amounts in two currencies are never added up. */
export interface ReportSection {
  key: string;
  title: string;
  currency: string;
  note: string;
  columns: Array<ReportColumn>;
  rows: Array<ReportRow>;
}

export type Role = "viewer" | "editor" | "admin";

/** A session that can go on until `idle_until` without another request, until `expires_at` whatever comes. */
export interface Session {
  id: string;
  entity_id: string;
  access: Access;
  user_id: string | null;
  staff_id: string | null;
  name: string;
  link_id: string;
  key_id: string | null;
  framed: boolean;
  parent_origin: string | null;
  created_at: string;
  last_seen_at: string;
  idle_until: string;
  expires_at: string;
}

/** What links signed with an `lk_` key may open at most. `max_role` null allows no user. */
export interface SigningLimitsIn {
  max_role?: Role | null;
  allow_full_entity?: boolean;
  entity_ids?: Array<string> | null;
  max_seconds?: number;
}

/** What links signed with this key may open at most. */
export interface SigningLimits {
  max_role: Role | null;
  allow_full_entity: boolean;
  entity_ids: Array<string> | null;
  max_seconds: number;
}

/** A person of the firm, with the entities assigned to them. */
export interface StaffDetail {
  id: string;
  name: string;
  email: string;
  created_at: string;
  assignments: Array<Assignment>;
}

/** A person of the firm; enters no entity until assigned to it. */
export interface StaffIn {
  name: string;
  email: string;
}

/** A person of the firm. */
export interface Staff {
  id: string;
  name: string;
  email: string;
  created_at: string;
}

/** What is named changes. */
export interface StaffPatch {
  name?: string | null;
  email?: string | null;
}

/** A new tax: a rate is enough. */
export interface TaxIn {
  name?: string | null;
  category?: "S" | "Z" | "E" | "AE" | "K" | "G" | "O" | null;
  classification?: string | null;
  reason?: string | null;
  reason_code?: string | null;
  is_default?: boolean | null;
  metadata?: Record<string, string> | null;
  tax_rates: Array<TaxRate>;
}

/** The tax on an item, by its id, or by its rate today or its classification. */
export interface TaxOfItem {
  tax_id?: string | null;
  rate?: number | null;
  classification?: string | null;
}

/** A tax that an entity charges; its rates newest first. */
export interface Tax {
  id: string;
  entity_id: string;
  name: string;
  category: "S" | "Z" | "E" | "AE" | "K" | "G" | "O";
  classification: string | null;
  tax_rates: Array<TaxRateOut>;
  reason: string | null;
  reason_code: string | null;
  is_default: boolean;
  metadata: Record<string, string>;
  created_at: string | null;
  updated_at: string | null;
  deleted_at: string | null;
}

/** What is named changes, the rest stays. Documents that were issued keep their rates. */
export interface TaxPatch {
  name?: string | null;
  category?: "S" | "Z" | "E" | "AE" | "K" | "G" | "O" | null;
  classification?: string | null;
  reason?: string | null;
  reason_code?: string | null;
  is_default?: boolean | null;
  metadata?: Record<string, string> | null;
  tax_rates?: Array<TaxRate> | null;
}

/** A rate in per cent, from a day on; without one from ever. */
export interface TaxRate {
  rate: number;
  valid_from?: string | null;
}

/** A rate in per cent, from a day on. */
export interface TaxRateOut {
  rate: number;
  valid_from: string;
}

/** How taxes are worked out. */
export interface TaxSettings {
  calculation?: Calculation;
}

/** A link for the entity's client, as its `client_access` has it. */
export interface TokenIn {
  label?: string | null;
  view?: string | null;
  locale?: string | null;
  return_to?: string | null;
  recipient?: string | null;
  require_code?: boolean;
  lifetime?: number | null;
  user_id?: string | null;
}

/** A fresh link. `token` and `url` are shown this once. */
export interface Token {
  token: string;
  url: string;
  expires_at: string;
  link_id: string;
  entity_id: string;
  access: Access;
  role: Role | null;
  warnings: Array<string>;
}

/** A person who becomes a member of the entity. */
export interface UserIn {
  email: string;
  name?: string | null;
  role?: "viewer" | "editor" | "admin" | "member";
  locale?: string | null;
  send_invite?: boolean;
}

/** A member of one entity. `id` and `user_id` are the same. */
export interface User {
  id: string;
  user_id: string;
  entity_id: string;
  email: string;
  name: string;
  role: Role;
  locale: string | null;
  invited_by_user_id?: null;
  invitation_id?: string | null;
  created_at: string;
  warnings?: Array<string>;
}

/** Another role in this entity. */
export interface UserPatch {
  role: "viewer" | "editor" | "admin" | "member";
}

/** What a VAT summary came to in one currency. */
export interface VatTotal {
  currency: string;
  documents: number;
  base: number;
  tax: number;
}

/** What a document was after a change. */
export interface Version {
  id: string;
  version: number;
  user: VersionUser;
  changed_fields: Array<string>;
  reason: string | null;
  snapshot: Record<string, unknown>;
  created_at: string;
}

/** Who made a version. */
export interface VersionUser {
  name: string;
  kind: string;
  id: string | null;
}

/** The newest first. */
export interface Versions {
  versions: Array<Version>;
}

/** A rule of EN 16931, of a network or of a schema that the document breaks; `topic` says what it is about. */
export interface Violation {
  rule: string;
  topic: string;
  sentence: string;
}

/** Why a document is voided. */
export interface VoidIn {
  reason?: string | null;
  type?: DocumentType | null;
}

/** A new webhook: where events go, and which. */
export interface WebhookIn {
  url: string;
  events: Array<"*" | "invoice.created" | "invoice.updated" | "invoice.finalized" | "invoice.voided" | "invoice.paid" | "invoice.deleted" | "credit_note.created" | "credit_note.updated" | "credit_note.finalized" | "credit_note.voided" | "credit_note.paid" | "credit_note.deleted" | "advance_invoice.created" | "advance_invoice.updated" | "advance_invoice.finalized" | "advance_invoice.voided" | "advance_invoice.paid" | "advance_invoice.deleted" | "estimate.created" | "estimate.updated" | "estimate.finalized" | "estimate.voided" | "estimate.paid" | "estimate.deleted" | "delivery_note.created" | "delivery_note.updated" | "delivery_note.finalized" | "delivery_note.voided" | "delivery_note.paid" | "delivery_note.deleted" | "payment.received" | "payment.deleted" | "payment.restored" | "file.created" | "file.updated" | "file.deleted" | "export.completed" | "export.failed" | "user.added" | "user.changed" | "user.removed" | "user.invited" | "link.issued" | "link.opened" | "link.refused" | "link.revoked" | "session.started" | "session.ended">;
  description?: string | null;
  active?: boolean;
  metadata?: Record<string, string> | null;
}

/** A webhook; its secret is shown at its making and at rotation only. */
export interface Webhook {
  id: string;
  entity_id: string | null;
  url: string;
  description: string | null;
  events: Array<string>;
  active: boolean;
  disabled_reason: string | null;
  secret: string;
  metadata: Record<string, unknown>;
  created_at: string;
  updated_at: string | null;
}

/** What is named changes; `active: true` also takes up one that was switched off after failures. */
export interface WebhookPatch {
  url?: string | null;
  events?: Array<"*" | "invoice.created" | "invoice.updated" | "invoice.finalized" | "invoice.voided" | "invoice.paid" | "invoice.deleted" | "credit_note.created" | "credit_note.updated" | "credit_note.finalized" | "credit_note.voided" | "credit_note.paid" | "credit_note.deleted" | "advance_invoice.created" | "advance_invoice.updated" | "advance_invoice.finalized" | "advance_invoice.voided" | "advance_invoice.paid" | "advance_invoice.deleted" | "estimate.created" | "estimate.updated" | "estimate.finalized" | "estimate.voided" | "estimate.paid" | "estimate.deleted" | "delivery_note.created" | "delivery_note.updated" | "delivery_note.finalized" | "delivery_note.voided" | "delivery_note.paid" | "delivery_note.deleted" | "payment.received" | "payment.deleted" | "payment.restored" | "file.created" | "file.updated" | "file.deleted" | "export.completed" | "export.failed" | "user.added" | "user.changed" | "user.removed" | "user.invited" | "link.issued" | "link.opened" | "link.refused" | "link.revoked" | "session.started" | "session.ended"> | null;
  description?: string | null;
  active?: boolean | null;
  metadata?: Record<string, string> | null;
}
