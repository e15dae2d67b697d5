// The client portal's API from JavaScript: Node 20 or newer, and browsers. One module, no dependency.
// The key stays on your server; in a browser this module asks your own backend, the broker, for tokens.

const API = "/api/v1";
const VERSION = "0.1.0";
const BUSY = new Set([429, 502, 503, 504]);
// Done twice, these are as if done once; a POST is, too, since it carries an Idempotency-Key.
const REPEATABLE = new Set(["GET", "PUT", "DELETE", "POST"]);
// An earlier try is still at it; its answer is given to the next one that asks.
const IN_PROGRESS = "idempotency_in_progress";
const LONGEST_PAUSE = 8_000;
const LONGEST_WAIT = 60_000;
// How long a file that is still being made is waited for.
const PATIENCE = 300_000;

// Where a page could be read by its visitors, a key must not be; a worker of a page is no better.
const inBrowser = () => typeof document !== "undefined" || typeof importScripts === "function";

/** The portal refused a call, or could not be reached. */
export class PortalError extends Error {
  constructor(status, code, message, cause, requestId) {
    super(message);
    this.name = "PortalError";
    this.status = status;
    this.code = code;
    this.cause = cause;
    this.requestId = requestId;
  }

  get request_id() {
    return this.requestId;
  }

  /** Everything but the cause, for a log or a terminal. */
  toString() {
    const request = this.requestId ? `; request ${this.requestId}` : "";
    return `${this.message} (${this.status ? `${this.status} ` : ""}${this.code}${request})`;
  }
}

// --- Names: both spellings are taken, snake_case is sent -------------------------------------------------------------

// Below these the names are the caller's own, or have capitals of the API's own, such as the operator `startsWith`.
const VERBATIM = new Set(["metadata", "query", "translations"]);
// A digit at the end stands apart in the API; elsewhere, as in `hub3_qr`, it does not.
const APART = { address2: "address_2", tax_number2: "tax_number_2" };

function snake(name) {
  const plain = name.replace(/(?<=[a-z0-9])[A-Z]/g, (hump) => "_" + hump.toLowerCase());
  return Object.hasOwn(APART, plain) ? APART[plain] : plain;
}

const isPlain = (value) => value !== null && typeof value === "object" && !(value instanceof Date);

function snakeNames(value) {
  if (Array.isArray(value)) return value.map(snakeNames);
  if (!isPlain(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      const plain = snake(name);
      return [plain, VERBATIM.has(plain) ? inner : snakeNames(inner)];
    }),
  );
}

// The arguments of one call; the entity, the idempotency key and the signal are no fields of it.
function argumentsOf(...given) {
  const values = {};
  for (const part of given) {
    if (part === undefined || part === null) continue;
    if (!isPlain(part) || Array.isArray(part)) {
      throw new TypeError(`arguments are given as one object, such as { entityId: "ent_…" }; got ${typeof part}`);
    }
    const { signal, ...rest } = part;
    Object.assign(values, snakeNames(rest), signal === undefined ? {} : { signal });
  }
  const { entity_id: entity, idempotency_key: idempotencyKey, signal, ...fields } = values;
  const headers = {};
  if (entity !== undefined && entity !== null) headers["x-entity-id"] = entity;
  if (idempotencyKey !== undefined) headers["Idempotency-Key"] = idempotencyKey;
  return { fields, headers, signal };
}

// A path out of its parts; what comes from outside cannot reach another path.
function place(path, ...parts) {
  return parts.reduce((whole, part) => {
    const text = part === undefined || part === null ? "" : part;
    if (typeof text !== "string") throw new TypeError(`an id is text, as the portal gave it; got ${typeof text}`);
    if (text === "" || text === "." || text === "..") throw new TypeError("an id must not be empty");
    return `${whole}/${encodeURIComponent(text)}`;
  }, path);
}

function parameters(fields) {
  const texts = Object.entries(fields)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => [name, parameter(value)]);
  return texts.length ? `?${new URLSearchParams(texts)}` : "";
}

function parameter(value) {
  if (Array.isArray(value) && value.every((each) => typeof each === "string")) return value.join(",");
  if (value instanceof Date) return value.toISOString();
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

// --- Calls: headers, second chances, answers and errors --------------------------------------------------------------

class Transport {
  constructor({ key, baseUrl, retries, backoff, timeout }) {
    // Where browsers open the portal: as the portal itself said it last, until then where it is called.
    Object.assign(this, { key, retries, backoff, timeout, calledAt: baseUrl, openedAt: baseUrl });
  }

  async send(method, path, { fields = {}, headers = {}, signal, body } = {}) {
    const sent = { Accept: "*/*", ...headers };
    if (!inBrowser()) sent["User-Agent"] = `portal-sdk-js/${VERSION}`;
    if (method === "POST" && !("Idempotency-Key" in sent)) sent["Idempotency-Key"] = crypto.randomUUID();
    let query = "";
    let content;
    if (body instanceof Bytes) {
      // Once into bytes: a second try must carry the very same body under its Idempotency-Key.
      [content, sent["Content-Type"]] = [body.content, body.type];
      query = parameters(fields);
    } else if (method === "GET" || method === "DELETE") {
      query = parameters(fields);
    } else if (Object.keys(fields).length) {
      [content, sent["Content-Type"]] = [JSON.stringify(fields), "application/json"];
    }
    return this.persist(API + path + query, { method, headers: sent, body: content }, signal);
  }

  async json(method, path, call) {
    const text = await (await this.send(method, path, call)).text();
    return text === "" ? undefined : JSON.parse(text);
  }

  async persist(address, request, signal) {
    let happened = false;
    for (let tries = 0; ; tries += 1) {
      const outcome = await this.attempt(address, request, signal);
      if (outcome instanceof Response) return outcome;
      const { error, again, wait } = outcome;
      // The earlier try did it; only its answer was lost.
      if (happened && request.method === "DELETE" && error.status === 404) return new Response(null, { status: 204 });
      if (tries >= this.retries || !again) throw error;
      happened ||= outcome.happened;
      await pause(wait ?? this.pauseAfter(tries), signal);
    }
  }

  async attempt(address, request, signal) {
    const repeatable = REPEATABLE.has(request.method);
    const key = typeof this.key === "function" ? await this.key() : this.key;
    checkKey(key);
    const limit = AbortSignal.timeout(this.timeout);
    let response;
    try {
      response = await fetch(this.calledAt + address, {
        ...request,
        headers: { ...request.headers, Authorization: `Bearer ${key}` },
        redirect: "error",
        signal: signal ? AbortSignal.any([signal, limit]) : limit,
      });
    } catch (cause) {
      if (signal?.aborted) throw cause;
      const here = UNKNOWN_NAME.has(cause?.cause?.code) && onThisMachine(this.calledAt);
      if (here) {
        this.calledAt = here;
        return this.attempt(address, request, signal);
      }
      const unsent = cause?.cause?.code === "ECONNREFUSED" || cause?.cause?.code === "ENOTFOUND";
      const words = `The portal could not be reached: ${cause?.cause?.message ?? cause?.message}`;
      const error = new PortalError(0, "connection_failed", words, cause);
      return { error, happened: !unsent, again: unsent || repeatable };
    }
    if (response.ok) return response;
    const refused = response.status === 429;
    const wait = millisecondsTold(response.headers.get("retry-after"));
    const error = await errorOf(response);
    const worthIt = BUSY.has(response.status) ? refused || repeatable : error.code === IN_PROGRESS;
    return { error, happened: !refused, again: worthIt && (wait ?? 0) <= LONGEST_WAIT, wait };
  }

  pauseAfter(tries) {
    // Partly by chance: many callers that were refused together must not come back together.
    return Math.min(this.backoff * 2 ** tries, LONGEST_PAUSE) * (0.5 + Math.random() / 2);
  }
}

// What a resolver says of a name that it does not know, or cannot ask for.
const UNKNOWN_NAME = new Set(["ENOTFOUND", "EAI_AGAIN"]);

// A name below `localhost` is this machine by definition (RFC 6761, section 6.3), whatever the resolver knows.
function onThisMachine(address) {
  const place = new URL(address);
  if (place.protocol !== "http:" || !place.hostname.endsWith(".localhost")) return undefined;
  place.hostname = "localhost";
  return place.href.replace(/\/+$/, "");
}

function pause(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    signal?.addEventListener("abort", stop, { once: true });
  });
}

function millisecondsTold(retryAfter) {
  if (!retryAfter) return undefined;
  if (/^\s*\d+\s*$/.test(retryAfter)) return Number(retryAfter) * 1000;
  const at = Date.parse(retryAfter);
  return Number.isNaN(at) ? undefined : Math.max(at - Date.now(), 0);
}

async function errorOf(response) {
  const requestId = response.headers.get("x-request-id") ?? undefined;
  const text = await response.text();
  try {
    const { code, message, cause } = JSON.parse(text);
    if (typeof code === "string" && typeof message === "string") {
      return new PortalError(response.status, code, wordsOf(code, message, cause), cause, requestId);
    }
  } catch {
    // A proxy's page, say; what it says is kept as the cause.
  }
  const words = response.statusText || "The portal answered without words";
  return new PortalError(response.status, "unexpected_answer", words, text.slice(0, 500), requestId);
}

// The portal's sentence; of fields that were wrong the first with its place, and how many more there are.
function wordsOf(code, message, cause) {
  const issues = cause?.issues;
  if (code !== "validation_failed" || !Array.isArray(issues) || !issues.length) return message;
  const [{ path, message: words = "" }] = issues;
  const more = issues.length > 1 ? `, and ${issues.length - 1} more` : "";
  if (message.includes(words)) return message + more;
  const steps = Array.isArray(path) ? path.map((step) => (typeof step === "number" ? `[${step}]` : `.${step}`)) : [];
  const place = steps.join("").replace(/^\./, "");
  return `${place && `${place}: `}${words}${more}`;
}

// A body that is not JSON.
class Bytes {
  constructor(content, type) {
    Object.assign(this, { content, type });
  }

  static async ofForm(form) {
    const whole = new Response(form);
    return new Bytes(new Uint8Array(await whole.arrayBuffer()), whole.headers.get("content-type"));
  }
}

// --- Files that the portal answers with ------------------------------------------------------------------------------

/** The bytes of a file, its name as the portal gave it, and its media type. */
export class Download {
  constructor(bytes, fileName, contentType) {
    Object.assign(this, { bytes, fileName, contentType });
  }

  blob() {
    return new Blob([this.bytes], { type: this.contentType });
  }
}

async function downloadOf(response) {
  const type = (response.headers.get("content-type") ?? "application/octet-stream").split(";")[0];
  const name = fileName(response.headers.get("content-disposition") ?? "");
  return new Download(new Uint8Array(await response.arrayBuffer()), name, type);
}

function fileName(disposition) {
  // RFC 6266: the encoded name is the true one, the other is for programs that cannot read it.
  const encoded = /filename\*=UTF-8'[^']*'([^;\s]+)/i.exec(disposition);
  const plain = /filename="([^"]*)"|filename=([^;\s]+)/i.exec(disposition);
  const name = encoded ? decodeURIComponent(encoded[1]) : (plain?.[1] ?? plain?.[2] ?? "download");
  // The last part alone: a name from outside must not climb out of a folder.
  return name.split(/[\\/]/).pop() || "download";
}

// --- Nouns -----------------------------------------------------------------------------------------------------------

class Resource {
  // Private, here and below: whoever logs the SDK must not log the key.
  #transport;

  constructor(transport) {
    this.#transport = transport;
  }

  _json(method, path, ...given) {
    return this.#transport.json(method, path, argumentsOf(...given));
  }

  async _link(path, ...given) {
    const made = await this._json("POST", path, ...given);
    if (made?.url) this.#transport.openedAt = new URL(made.url).origin;
    return made;
  }

  // The file at a path; asked for again while it is being made.
  async _download(path, ...given) {
    const call = argumentsOf(...given);
    for (const ends = Date.now() + PATIENCE; ; ) {
      const response = await this.#transport.send("GET", path, call);
      if (response.status !== 202) return downloadOf(response);
      const wait = millisecondsTold(response.headers.get("retry-after")) ?? 1_000;
      if (Date.now() + wait > ends) throw new PortalError(202, "not_ready", "The file is still being made; ask later.");
      await pause(wait, call.signal);
    }
  }

  _send(method, path, ...given) {
    return this.#transport.send(method, path, argumentsOf(...given));
  }

  async _delete(path, ...given) {
    await this.#transport.send("DELETE", path, argumentsOf(...given));
  }

  // A picture as the one part of a form; what it is, its bytes say.
  async _putFile(path, file, ...given) {
    const form = new FormData();
    form.append("file", blobOf(file, "application/octet-stream"), "file");
    return this.#transport.json("PUT", path, { ...argumentsOf(...given), body: await Bytes.ofForm(form) });
  }

  _bytes(path, body, ...given) {
    return this.#transport.json("POST", path, { ...argumentsOf(...given), body });
  }

  async *_walk(path, ...given) {
    let cursor;
    do {
      const page = await this._json("GET", path, PAGES, ...given, cursor && { next_cursor: cursor });
      yield* page.data;
      cursor = page.pagination?.next_cursor ?? undefined;
    } while (cursor !== undefined);
  }
}

// What a noun can do, by name; a noun takes what it needs.
const can = {
  list(params, options) {
    return this._json("GET", this.path, params, options);
  },
  iterate(params, options) {
    return this._walk(this.path, params, options);
  },
  get(id, params, options) {
    return this._json("GET", place(this.path, id), params, options);
  },
  create(data, options) {
    return this._json("POST", this.path, data, options);
  },
  update(id, data, options) {
    return this._json("PATCH", place(this.path, id), data, options);
  },
  delete(id, params, options) {
    return this._delete(place(this.path, id), params, options);
  },
  restore(id, params, options) {
    return this._json("POST", place(this.path, id, "restore"), params, options);
  },
};

// The longest pages there are, for the fewest calls.
const PAGES = { limit: 100 };

function noun(path, names, more = {}) {
  const methods = Object.fromEntries(names.split(" ").filter(Boolean).map((name) => [name, can[name]]));
  return (transport) => Object.assign(new Resource(transport), { path }, methods, more);
}

const READ = "list iterate get";
const KEPT = `${READ} create update delete`;

// What can be done with a document of any type, by its id.
const papers = {
  renderPdf(id, params, options) {
    return this._download(place("/documents", id, "pdf"), params, options);
  },
  getFormats(id, params, options) {
    return this._json("GET", place("/documents", id, "formats"), params, options);
  },
  downloadXml(id, format, params, options) {
    return this._download(place("/documents", id, "xml", format), params, options);
  },
  finalize(id, data, options) {
    return this._json("POST", place("/documents", id, "finalize"), data, options);
  },
  void(id, data, options) {
    return this._json("POST", place("/documents", id, "void"), data, options);
  },
  convert(id, data, options) {
    return this._json("POST", place("/documents", id, "convert"), data, options);
  },
  creditNote(id, data, options) {
    return this._json("POST", place("/documents", id, "credit-note"), data, options);
  },
  getVersions(id, params, options) {
    return this._json("GET", place("/documents", id, "versions"), params, options);
  },
  getFiles(id, params, options) {
    return this._json("GET", place("/documents", id, "files"), params, options);
  },
};

const documents = {
  ...papers,
  preview(data, options) {
    return this._json("POST", "/documents/preview", data, options);
  },
  getNextNumber(params, options) {
    return this._json("GET", "/documents/next-number", params, options);
  },
  importXml(xml, params, options) {
    const content = typeof xml === "string" ? new TextEncoder().encode(xml) : xml;
    return this._bytes("/documents/import", new Bytes(content, "application/xml"), params, options);
  },
  async importPdf(fields, pdf, { filename = pdf.name ?? "document.pdf", ...options } = {}) {
    const form = new FormData();
    form.append("fields", JSON.stringify(snakeNames(fields)));
    form.append("file", blobOf(pdf, "application/pdf"), filename);
    return this._bytes("/documents/import", await Bytes.ofForm(form), options);
  },
};

const files = {
  async upload(file, data, options) {
    const { fields, headers, signal } = argumentsOf(data, options);
    const { filename = file.name ?? "file", ...texts } = fields;
    const form = new FormData();
    for (const [field, value] of Object.entries(texts)) {
      if (value !== undefined && value !== null) form.append(field, parameter(value));
    }
    form.append("file", blobOf(file, "application/octet-stream"), filename);
    const given = { entity_id: headers["x-entity-id"], idempotency_key: headers["Idempotency-Key"], signal };
    return this._bytes(this.path, await Bytes.ofForm(form), given);
  },
  content(id, params, options) {
    return this._download(place(this.path, id, "content"), params, options);
  },
};

const blobOf = (content, type) => (content instanceof Blob ? content : new Blob([content], { type }));

const exports_ = {
  exportDocuments(params, options) {
    return this._download("/documents/export", params, options);
  },
  async exportPdfs(data, options) {
    const sent = await this._send("POST", "/documents/export/pdf", data, options);
    if (sent.status !== 202) return downloadOf(sent);
    const { signal } = { ...data, ...options };
    const made = await this.wait((await sent.json()).id, { signal });
    return this.content(made.id, { signal });
  },
  cancel(id, options) {
    return this._json("POST", place(this.path, id, "cancel"), options);
  },
  async wait(id, { patience = PATIENCE, ...options } = {}) {
    const ends = Date.now() + patience;
    for (;;) {
      const made = await this.get(id, options);
      if (made.status === "done") return made;
      const words = made.error ?? "The export could not be made.";
      if (["failed", "cancelled"].includes(made.status)) throw new PortalError(200, `export_${made.status}`, words, made);
      if (Date.now() > ends) throw new PortalError(202, "not_ready", "The export is still being made.", made);
      await pause(1_000, options.signal);
    }
  },
  content(id, options) {
    return this._download(place(this.path, id, "content"), options);
  },
};

const taxReport = {
  get(period, params, options) {
    return this._json("GET", this.path, { period }, params, options);
  },
  download(period, params, options) {
    return this._download(this.path, { period, format: "xlsx" }, params, options);
  },
};

const taxReports = {
  async kinds(params, options) {
    return (await this._json("GET", this.path, params, options)).data;
  },
  async closedPeriods(params, options) {
    return (await this._json("GET", place(this.path, "periods"), params, options)).data;
  },
  closePeriod(period, params, options) {
    return this._json("POST", place(this.path, "periods"), { period }, params, options);
  },
  documents(report, period, figure, params, options) {
    return this._json("GET", place(this.path, "documents"), { report, period, figure }, params, options);
  },
};

const entities = {
  readiness(id, options) {
    return this._json("GET", place(this.path, id, "readiness"), options);
  },
  logo(id, options) {
    return this._download(place(this.path, id, "logo"), options);
  },
  setLogo(id, file, options) {
    return this._putFile(place(this.path, id, "logo"), file, options);
  },
  removeLogo(id, options) {
    return this._delete(place(this.path, id, "logo"), options);
  },
};

const WIDER =
  "This token opens the whole entity, and the user is only a label on it: the entity's client_access is \"entity\"; " +
  'with "users" it gives the role that the user has.';

// The entity comes first here, as in the guide; the header is made of it.
const of = (entityId) => {
  if (entityId === undefined || entityId === null || entityId === "") throw new TypeError("entityId is missing");
  return { entity_id: entityId };
};

const ofEntity = {
  list(entityId, params) {
    return this._json("GET", this.path, params, of(entityId));
  },
  iterate(entityId, params) {
    return this._walk(this.path, params, of(entityId));
  },
  get(entityId, id) {
    return this._json("GET", place(this.path, id), of(entityId));
  },
  create(entityId, data, options) {
    return this._json("POST", this.path, data, options, of(entityId));
  },
  remove(entityId, id) {
    return this._delete(place(this.path, id), of(entityId));
  },
};

const entityUsers = {
  list: ofEntity.list,
  iterate: ofEntity.iterate,
  get: ofEntity.get,
  add: ofEntity.create,
  remove: ofEntity.remove,
  update(entityId, userId, data) {
    return this._json("PATCH", place(this.path, userId), data, of(entityId));
  },
  createToken(entityId, userId, data, options) {
    // Sent when it is missing, too: a user who is missing must be refused, never left out.
    return this._link(place("/entities", entityId, "token"), data, { user_id: userId ?? null }, options);
  },
  async generateToken(entityId, userId, data, options) {
    const made = await this.createToken(entityId, userId, data, options);
    if (userId != null && made.access === "full_entity") console.warn(WIDER);
    return made.token;
  },
};

const invitations = {
  list: ofEntity.list,
  iterate: ofEntity.iterate,
  get: ofEntity.get,
  create: ofEntity.create,
  cancel: ofEntity.remove,
  resend(entityId, id) {
    return this._json("POST", place(this.path, id, "resend"), of(entityId));
  },
};

const entityApiKeys = {
  list: ofEntity.list,
  iterate: ofEntity.iterate,
  create: ofEntity.create,
  delete: ofEntity.remove,
};

const links = {
  create(data, options) {
    return this._link("/links", data, options);
  },
  revoke: can.delete,
  createBatch(rows, options) {
    return this._json("POST", "/links/batch", { links: rows }, options);
  },
  end(data, options) {
    return this._json("POST", "/links/end", data, options);
  },
  explain(data, options) {
    return this._json("POST", "/links/explain", data, options);
  },
  claims(id, params, options) {
    return this._json("GET", place("/links", id, "claims"), params, options);
  },
};

const activities = {
  export(params, options) {
    return this._download("/activities/export", params, options);
  },
};

const webhooks = {
  rotateSecret(id, options) {
    return this._json("POST", place(this.path, id, "rotate-secret"), options);
  },
  test(id, options) {
    return this._json("POST", place(this.path, id, "test"), options);
  },
};

const webhookLogs = {
  redeliver(id, options) {
    return this._json("POST", place(this.path, id, "redeliver"), options);
  },
};

const staff = {
  add: can.create,
  remove: can.delete,
  assign(staffId, entityId) {
    return this._json("PUT", place(this.path, staffId, "entities", entityId));
  },
  unassign(staffId, entityId) {
    return this._delete(place(this.path, staffId, "entities", entityId));
  },
};

const account = {
  get(options) {
    return this._json("GET", "/account", options);
  },
  update(data, options) {
    return this._json("PATCH", "/account", data, options);
  },
  logo(options) {
    return this._download("/account/logo", options);
  },
  setLogo(file, options) {
    return this._putFile("/account/logo", file, options);
  },
  removeLogo(options) {
    return this._delete("/account/logo", options);
  },
};

const NOUNS = {
  entities: noun("/entities", `${READ} create update`, entities),
  entityUsers: noun("/entities/users", "", entityUsers),
  invitations: noun("/entities/invitations", "", invitations),
  entityApiKeys: noun("/entities/api-keys", "", entityApiKeys),
  links: noun("/links", READ, links),
  sessions: noun("/sessions", "list iterate", { end: can.delete }),
  activities: noun("/activities", "list iterate", activities),
  customers: noun("/customers", `${KEPT} restore`),
  items: noun("/items", `${KEPT} restore`),
  taxes: noun("/taxes", `${KEPT} restore`),
  payments: noun("/payments", `${KEPT} restore`),
  documents: noun("/documents", "get", documents),
  invoices: noun("/invoices", KEPT, papers),
  creditNotes: noun("/credit-notes", KEPT, papers),
  advanceInvoices: noun("/advance-invoices", KEPT, papers),
  estimates: noun("/estimates", KEPT, papers),
  deliveryNotes: noun("/delivery-notes", KEPT, papers),
  files: noun("/files", `${READ} update delete`, files),
  exports: noun("/exports", `${READ} create`, exports_),
  webhooks: noun("/webhooks", KEPT, webhooks),
  accountWebhooks: noun("/account-webhooks", KEPT, webhooks),
  webhookLogs: noun("/webhook-logs", "list iterate", webhookLogs),
  accountWebhookLogs: noun("/account-webhook-logs", "list iterate", webhookLogs),
};

const ACCOUNT_NOUNS = {
  staff: noun("/account/staff", "list iterate get update", staff),
  origins: noun("/account/origins", "list iterate", { add: can.create, remove: can.delete }),
  keys: noun("/account/keys", `${READ} create delete`),
};

const TAX_REPORTS = {
  vatSummary: "vat-summary",
  inputVat: "input-vat",
  salesLedger: "sales-ledger",
  kir: "kir",
  aging: "aging",
  statement: "statement",
};

function taxReportsOf(transport) {
  const path = "/tax-reports";
  const kinds = Object.entries(TAX_REPORTS).map(([name, last]) => [name, noun(place(path, last), "", taxReport)(transport)]);
  return Object.assign(new Resource(transport), { path }, taxReports, Object.fromEntries(kinds));
}

function accountOf(transport) {
  const below = Object.entries(ACCOUNT_NOUNS).map(([name, make]) => [name, make(transport)]);
  return Object.assign(new Resource(transport), account, Object.fromEntries(below));
}

// --- The way in ------------------------------------------------------------------------------------------------------

const BROKER =
  "Write a broker: one address of your own backend, such as POST /portal-token, that knows who is signed in and " +
  'calls entityUsers.generateToken there, with the key; here, make new Portal({ broker: "/portal-token" }).';

/** One portal, called with an account key or an entity key; in a browser without any key, your broker. */
export class Portal {
  #transport;

  constructor(first, second) {
    const given = typeof first === "string" ? { ...second, apiKey: first } : { ...first };
    const key = given.apiKey ?? given.api_key ?? given.accessToken ?? given.access_token;
    this.baseUrl = (given.baseUrl ?? given.base_url ?? "").replace(/\/+$/, "");
    if (key === undefined && given.broker !== undefined) {
      askBroker(this, given.broker);
      return;
    }
    if (inBrowser()) {
      const words = `A key must not be in a browser, where every visitor can read it. ${BROKER}`;
      throw new PortalError(0, "key_in_browser", words);
    }
    if (typeof key !== "function") checkKey(key);
    checkAddress(this.baseUrl, given.allowHttp ?? given.allow_http ?? false);
    const { retries = 3, backoff = 500, timeout = 30_000 } = given;
    this.#transport = new Transport({ key, baseUrl: this.baseUrl, retries, backoff, timeout });
    this.account = accountOf(this.#transport);
    this.taxReports = taxReportsOf(this.#transport);
    for (const [name, make] of Object.entries(NOUNS)) this[name] = make(this.#transport);
  }

  me() {
    return this.#transport.json("GET", "/me");
  }

  /** Where a browser opens a token: for a redirect, or for the `src` of a frame. That is the address that the portal
   * gave with the latest link that was made here, which may be another than the one it is called at; before the first
   * it is `baseUrl`. */
  embedUrl(token) {
    return `${this.#transport?.openedAt ?? this.baseUrl}/embed?token=${token}`;
  }
}

export default Portal;

function checkKey(key) {
  if (typeof key === "string" && /^[se]k_/.test(key)) return;
  const hint = /^lk_/.test(key ?? "") ? "; lk_ keys sign links with signLink and call nothing" : "";
  throw new TypeError(`apiKey: an account key (sk_…) or an entity key (ek_…)${hint}`);
}

function checkAddress(baseUrl, allowHttp) {
  const { protocol, hostname } = URL.canParse(baseUrl) ? new URL(baseUrl) : {};
  if (!/^https?:$/.test(protocol)) throw new TypeError("baseUrl: the portal's address, as https://portal.example.com");
  const here = /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
  if (protocol === "http:" && !here && !allowHttp) {
    throw new TypeError("baseUrl: https, or everybody on the way could read the key; allowHttp says the way is safe");
  }
}

// Only tokens come from a broker; every other noun says so when it is used.
function askBroker(portal, address) {
  portal.entityUsers = {
    async generateToken(entityId, userId) {
      const response = await fetch(address, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ entity_id: entityId, user_id: userId ?? null }),
        credentials: "same-origin",
      });
      if (!response.ok) throw await errorOf(response);
      return (await response.json()).token;
    },
  };
  for (const name of [...Object.keys(NOUNS), "account", "taxReports"].filter((name) => name !== "entityUsers")) {
    Object.defineProperty(portal, name, {
      get() {
        const words = `${name} needs a key, and so your backend: from here the broker gives tokens, and nothing else.`;
        throw new PortalError(0, "key_in_browser", words);
      },
    });
  }
}

// --- Links signed offline: docs/offline-links.md ---------------------------------------------------------------------

const KEY = /^lk_(live|sandbox)_([a-z2-7]{26})_([A-Za-z0-9_-]{43})_([a-z2-7]{7})$/;
const utf8 = (text) => new TextEncoder().encode(text);

/** The token of a link, signed with a link-signing key (`lk_…`), without a call. */
export async function signLink(key, wanted) {
  const { fields } = argumentsOf(wanted);
  const { account_id: acc, access, user_id: usr, role, lifetime = 300, view, locale, recipient } = fields;
  const { return_to, max_claims, require_code, link_id: jti = newLinkId() } = fields;
  const { now = Math.floor(Date.now() / 1000) } = fields;
  const ent = wanted.entityId ?? wanted.entity_id;
  const named = usr != null && role != null;
  const unnamed = usr == null && role == null;
  if (!((access === "user" && named) || (access === "full_entity" && unnamed))) {
    throw new TypeError('access "user" needs userId and role; "full_entity" must come without them');
  }
  if (!Number.isInteger(lifetime) || lifetime < 1) throw new TypeError("lifetime: whole seconds, at least one");
  const env = keyParts(key).environment;
  const claims = { v: 1, aud: "portal", acc, env, ent, access, usr, role, jti, iat: now, exp: now + lifetime };
  const optional = { view, locale, recipient, return_to, max_claims, code: require_code || null };
  const stated = Object.entries({ ...claims, ...optional }).filter(([, value]) => value != null);
  return signClaims(key, JSON.stringify(Object.fromEntries(stated)));
}

/** The token over claims that are written already, as JSON; they are signed byte for byte and not looked at. */
export async function signClaims(key, claims) {
  if (inBrowser()) throw new PortalError(0, "key_in_browser", `Links are signed on a server. ${BROKER}`);
  const { id, secret } = keyParts(key);
  const text = `pl1.lk_${id}.${base64url(utf8(claims))}`;
  const signingKey = await hmac(secret, utf8("portal.link.v1"));
  return `${text}.${base64url(await hmac(signingKey, utf8(text)))}`;
}

/** An id for a new link, `lnk_` and 128 random bits. */
export function newLinkId() {
  return `lnk_${base32(crypto.getRandomValues(new Uint8Array(16)))}`;
}

function keyParts(key) {
  const [, environment, id, secret, checksum] = KEY.exec(key) ?? [];
  if (!environment) throw new TypeError("this is not a link-signing key: it begins with lk_live_ or lk_sandbox_");
  const sum = new DataView(new ArrayBuffer(4));
  sum.setUint32(0, crc32(utf8(key.slice(0, -8))));
  if (base32(new Uint8Array(sum.buffer)) !== checksum) {
    throw new TypeError("this link-signing key was not copied whole: its last seven characters do not fit the rest");
  }
  const bytes = atob(secret.replace(/-/g, "+").replace(/_/g, "/"));
  return { environment, id, secret: Uint8Array.from(bytes, (each) => each.charCodeAt(0)) };
}

async function hmac(secret, data) {
  const key = await crypto.subtle.importKey("raw", secret, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", key, data));
}

function base64url(bytes) {
  const text = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  return text.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function base32(bytes) {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, "0")).join("");
  const groups = bits.match(/.{1,5}/g) ?? [];
  return groups.map((group) => "abcdefghijklmnopqrstuvwxyz234567"[parseInt(group.padEnd(5, "0"), 2)]).join("");
}

function crc32(bytes) {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

// --- Events as they are posted to you --------------------------------------------------------------------------------

// Signatures of later kinds may follow; one of this kind twice is none.
const SIGNATURE = /^t=(\d{1,15}),v1=([0-9a-f]{64})(?:,v(?!1=)\d+=[^,]*)*$/;

/** This was not signed by the portal with the secret, or too long ago; answer 400 and do nothing. */
export class WebhookRefused extends TypeError {
  constructor(message) {
    super(message);
    this.name = "WebhookRefused";
  }
}

/** The event in a request's body, as long as its signature is right; throws WebhookRefused otherwise. */
export async function verifyWebhook(secret, signature, body, { tolerance = 300, now = Date.now() / 1000 } = {}) {
  const [, at, told] = SIGNATURE.exec(signature ?? "") ?? [];
  if (at === undefined) throw new WebhookRefused("the header X-Webhook-Signature is missing or is none");
  const content = typeof body === "string" ? utf8(body) : body;
  const signed = new Uint8Array([...utf8(`${at}.`), ...content]);
  const claimed = Uint8Array.from(told.match(/../g), (pair) => parseInt(pair, 16));
  const name = { name: "HMAC", hash: "SHA-256" };
  const fits = await Promise.all(
    [secret].flat().map(async (each) => {
      const key = await crypto.subtle.importKey("raw", utf8(each), name, false, ["verify"]);
      return crypto.subtle.verify("HMAC", key, claimed, signed);
    }),
  );
  if (!fits.includes(true)) throw new WebhookRefused("the signature does not fit the body and the secret");
  // An older request may be somebody's repetition.
  const late = Math.abs(now - Number(at)) > tolerance;
  if (late) throw new WebhookRefused("the event was signed too long ago, or this clock is wrong");
  return JSON.parse(new TextDecoder().decode(content));
}

// --- Amounts: JSON numbers, which must not be added up as floats -----------------------------------------------------

const PLACES = 12n;

/** An amount as text with so many decimals, rounded half up: `amountText(219.6)` is "219.60". */
export function amountText(amount, decimals = 2) {
  return sumAmounts([amount], decimals);
}

/** The sum of amounts as text, exact: `sumAmounts([0.1, 0.2])` is "0.30". */
export function sumAmounts(amounts, decimals = 2) {
  if (!Number.isInteger(decimals) || decimals < 0 || decimals > PLACES) throw new TypeError("decimals: 0 to 12");
  const sum = amounts.reduce((total, amount) => total + units(amount), 0n);
  const step = 10n ** (PLACES - BigInt(decimals));
  const size = ((sum < 0n ? -sum : sum) + step / 2n) / step;
  const digits = String(size).padStart(decimals + 1, "0");
  const text = decimals ? `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}` : digits;
  return sum < 0n && size > 0n ? `-${text}` : text;
}

// A number's shortest text is the decimal that the API sent, as long as that had no more than 15 digits.
function units(amount) {
  const [, sign, whole, fraction = "", exponent = "0"] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(amount)) ?? [];
  if (whole === undefined) throw new TypeError(`${amount} is not an amount`);
  const shift = Number(PLACES) - fraction.length + Number(exponent);
  const digits = BigInt(whole + fraction);
  const size = shift >= 0 ? digits * 10n ** BigInt(shift) : digits / 10n ** BigInt(-shift);
  return sign ? -size : size;
}
