import type { z } from "zod";
import type { Answer, HttpRequest } from "./http.ts";

/** A request on its way to an operation. */
export interface Call<Account, Body = unknown> {
  /** Whose resources the request may see; found by its token. */
  account: Account;
  request: HttpRequest;
  /** The value of `{id}` in the route; empty when it has none. */
  id: string;
  /** The values of all `{names}` in the route. */
  params: Record<string, string>;
  query: URLSearchParams;
  body: Body;
}

/** One operation of a vendor's API: the checks that the vendor makes, the change, the answer. */
export interface Operation<Account> {
  /** Method and path as in the vendor's specification, such as `POST /servers/{id}/actions/poweron`. */
  route: string;
  /** What the body must be. Undefined: a body is not read. */
  schema: z.ZodType | undefined;
  handle(call: Call<Account>): Answer;
}

/** The route functions of one emulator: `operation(route, handler)` and `operation(route, bodySchema, handler)`. */
export function operationsFor<Account>() {
  function operation(route: string, handle: (call: Call<Account>) => Answer): Operation<Account>;
  function operation<Body>(
    route: string,
    schema: z.ZodType<Body>,
    handle: (call: Call<Account, Body>) => Answer,
  ): Operation<Account>;
  function operation<Body>(
    route: string,
    second: z.ZodType<Body> | ((call: Call<Account>) => Answer),
    handle?: (call: Call<Account, Body>) => Answer,
  ): Operation<Account> {
    if (typeof second === "function") return { route, schema: undefined, handle: second };
    // The pipeline has parsed the body with this very schema before it calls the handler.
    return {
      route,
      schema: second,
      handle: (call) => (handle as (call: Call<Account, Body>) => Answer)(call as Call<Account, Body>),
    };
  }
  return operation;
}
