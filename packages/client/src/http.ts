import { FreeholdError } from "@freehold/model";
import type { z } from "zod";
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
  return {
    open,
    async call(method, path, schema, call) {
      const response = await open(method, path, call);
      return schema.parse(await response.json());
    },
  };
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

function unreachable(base: string, cause: unknown): FreeholdError {
  return new FreeholdError("service_unavailable", `nothing answers at ${base}`, {
    cause,
    nextStep: "start the service with `npm start`, or name its address in FREEHOLD_URL",
  });
}
