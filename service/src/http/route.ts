import type { Duplex } from "node:stream";
import type { OperationEvent, Permission } from "@freehold/model";
import { z } from "zod";
import type { AppContext, Caller } from "../app/context.ts";
import type { IdempotencyKey } from "../app/requests/answer-once.ts";
import { parseBody, parseParameters } from "./parse-request.ts";

/** What a route answers: JSON, events as they happen, or a connection that the client's is tied to. */
export type RouteAnswer =
  | { status: number; body: unknown }
  | { events: (signal: AbortSignal) => AsyncIterable<OperationEvent> }
  | { tunnel: () => Promise<Duplex> };

/** A line of the API's description: what an answer of this status holds. */
export interface ResponseDescription {
  description: string;
  schema?: z.ZodType;
  /** @default application/json */
  contentType?: string;
}

/** What is known of a route without its types. */
export interface RouteDescription {
  method: "get" | "post" | "patch" | "delete";
  /** As OpenAPI writes it: `/v1/tenants/{idOrName}`. */
  path: `/v1/${string}`;
  /** Name of the operation in the API's description. */
  id: string;
  summary: string;
  /** What the caller must be allowed to do; who is not gets 403. What is not the caller's organization's is 404 nevertheless. */
  permission: Permission;
  tag:
    | "tenants"
    | "operations"
    | "credentials"
    | "offer"
    | "hosts"
    | "ledger"
    | "organizations"
    | "members"
    | "api-keys"
    | "audit"
    | "webhooks"
    | "master-keys";
  /** Why a request that is not a GET leaves no entry in the audit log. @default - it leaves one */
  unaudited?: string;
  /** A cloud or a machine is asked before it answers: what these do not do is answered with 502. @default false */
  callsUpstream?: boolean;
  /** Responses to requests that are valid; problems are the same everywhere. */
  responses: Readonly<Record<number, ResponseDescription>>;
}

/** What the client sent, unchecked. */
export interface RawRequest {
  params: unknown;
  query: unknown;
  body: unknown;
  caller: Caller;
  idempotencyKey: IdempotencyKey | undefined;
  lastEventId: string | undefined;
}

/** What a route is given: checked, so that it only has to call `app` and answer. */
export interface RouteRequest<Params, Query, Body> extends Omit<RawRequest, "params" | "query" | "body"> {
  params: Params;
  query: Query;
  body: Body;
}

export interface RouteSource<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType>
  extends RouteDescription {
  /** Parameters of the path. @default - none */
  params?: P;
  /** Parameters after the question mark. @default - none are allowed */
  query?: Q;
  /** @default - a body is ignored */
  body?: B;
  handle(app: AppContext, request: RouteRequest<z.output<P>, z.output<Q>, z.output<B>>): Promise<RouteAnswer>;
}

/** A route as the application mounts and describes it. */
export interface Route extends RouteDescription {
  readonly params: z.ZodObject;
  readonly query: z.ZodObject;
  readonly body: z.ZodType | undefined;
  /** Checks the request and answers it. @throws FreeholdError `invalid_request` that names every wrong field */
  respond(app: AppContext, raw: RawRequest): Promise<RouteAnswer>;
}

const NONE = z.strictObject({});

/** Ties a route's schemas to its handler; outside it the types are not needed. */
export function defineRoute<
  P extends z.ZodObject = typeof NONE,
  Q extends z.ZodObject = typeof NONE,
  B extends z.ZodType = z.ZodUndefined,
>({ params, query, body, handle, ...description }: RouteSource<P, Q, B>): Route {
  return {
    ...description,
    params: params ?? NONE,
    query: query ?? NONE,
    body,
    respond: async (app, raw) =>
      handle(app, {
        ...raw,
        params: parseParameters(params ?? NONE, raw.params) as z.output<P>,
        query: parseParameters(query ?? NONE, raw.query) as z.output<Q>,
        body: (body === undefined ? undefined : parseBody(body, raw.body)) as z.output<B>,
      }),
  };
}
