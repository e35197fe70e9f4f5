import { FreeholdError } from "@freehold/model";
import { z } from "zod";
import { problemOf } from "./problem.ts";

export interface HttpOptions {
  /** Base address of the service, such as `http://127.0.0.1:8080`. */
  baseUrl: string;
  apiKey: string;
  /** @default - the global `fetch` */
  fetch?: typeof fetch;
}

export interface CallOptions {
  body?: unknown;
  query?: Record<string, string | number | boolean | undefined>;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/** Calls the service. */
export interface Http {
  /** @throws FreeholdError with the problem's code, or `service_unavailable` when nothing answers */
  open(method: string, path: string, options?: CallOptions): Promise<Response>;
  /** As `open`, with the answer's body checked. */
  call<Schema extends z.ZodType>(
    method: string,
    path: string,
    schema: Schema,
    options?: CallOptions,
  ): Promise<z.output<Schema>>;
  /** Every item of a list, page by page. */
  all<Item extends z.ZodType>(path: string, item: Item): Promise<z.output<Item>[]>;
}

export function createHttp(options: HttpOptions): Http {
  const send = options.fetch ?? fetch;
  const base = options.baseUrl.replace(/\/+$/, "");

  const open: Http["open"] = async (method, path, call = {}) => {
    const url = `${base}${path}${queryText(call.query)}`;
    const response = await send(url, requestOf(method, options.apiKey, call)).catch((cause: unknown) => {
      if (call.signal?.aborted) throw cause;
      throw unreachable(base, cause);
    });
    if (!response.ok) throw await problemOf(response);
    return response;
  };
  const call: Http["call"] = async (method, path, schema, options) => {
    const response = await open(method, path, options);
    const parsed = schema.safeParse(await response.json().catch(() => undefined));
    if (!parsed.success) throw notUnderstood(response.url, parsed.error);
    return parsed.data;
  };
  return { open, call, all: (path, item) => allPages(call, path, item) };
}

async function allPages<Item extends z.ZodType>(
  call: Http["call"],
  path: string,
  item: Item,
): Promise<z.output<Item>[]> {
  // An older service has no pages.
  const schema = z.object({ items: z.array(item), nextCursor: z.string().nullable().default(null) });
  const items: z.output<Item>[] = [];
  let cursor: string | null = null;
  do {
    const page: z.output<typeof schema> = await call("GET", path, schema, cursor === null ? {} : { query: { cursor } });
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return items;
}

function requestOf(method: string, apiKey: string, { body, headers, signal }: CallOptions): RequestInit {
  return {
    method,
    headers: {
      Authorization: `Bearer ${apiKey}`,
      Accept: "application/json, application/problem+json",
      ...(body !== undefined && { "Content-Type": "application/json" }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  };
}

function queryText(query: CallOptions["query"] = {}): string {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) given.set(name, String(value));
  return given.size === 0 ? "" : `?${given}`;
}

function notUnderstood(url: string, cause: Error): FreeholdError {
  return new FreeholdError("internal", `${url} answered what this client does not understand`, {
    cause,
    nextStep: "check that FREEHOLD_URL is that of a Freehold service, and that client and service are of one version",
  });
}

function unreachable(base: string, cause: unknown): FreeholdError {
  return new FreeholdError("service_unavailable", `nothing answers at ${base}`, {
    cause,
    nextStep: "start the service with `npm start`, or name its address in FREEHOLD_URL",
  });
}
