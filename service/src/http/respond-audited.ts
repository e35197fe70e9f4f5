import { isFreeholdError } from "@freehold/model";
import {
  type AuditRecord,
  type RecordingDatabase,
  recordApart,
  recordingDatabase,
} from "../app/audit/recording-database.ts";
import type { AppContext } from "../app/context.ts";
import type { RawRequest, Route, RouteAnswer } from "./route.ts";

/** A request on its way to its route. */
export interface AuditedRequest extends RawRequest {
  requestId: string;
}

/** Longest text of a parameter that is kept of a request that was refused before it was checked. */
const KEPT = 100;

/**
 * Answers a request and writes into the audit log what it did: the entry is written in the transaction that makes the change, and
 * so is there exactly when the change is. Requests that only read leave none, unless they show secrets; those that lack a permission do.
 * What else leaves none says why in its description.
 *
 * @param respond Checks the permission and calls the route
 */
export async function respondAudited(
  app: AppContext,
  route: Route,
  request: AuditedRequest,
  respond: (app: AppContext) => Promise<RouteAnswer>,
): Promise<RouteAnswer> {
  const db = changes(route) || reveals(request) ? recording(app.db, route, request) : undefined;
  try {
    const answer = await respond(db === undefined ? app : { ...app, db });
    await db?.recordUnlessDone("body" in answer ? answer.body : undefined);
    return answer;
  } catch (error) {
    if (isFreeholdError(error) && error.code === "forbidden") {
      const detail = { outcome: "refused", requestId: request.requestId, reason: error.message };
      await recordApart(app.db, { ...recordOf(route, request, undefined), detail });
    }
    throw error;
  }
}

function changes({ method, unaudited }: Route): boolean {
  return method !== "get" && unaudited === undefined;
}

function reveals({ query }: AuditedRequest): boolean {
  return typeof query === "object" && query !== null && "reveal" in query && query.reveal === "true";
}

function recording(db: AppContext["db"], route: Route, request: AuditedRequest): RecordingDatabase {
  return recordingDatabase(db, (body) => ({
    ...recordOf(route, request, body),
    detail: {
      requestId: request.requestId,
      ...keysOf("params", request.params, (params) => params),
      // Names only: values may be secrets.
      ...keysOf("fields", request.body, Object.keys),
    },
  }));
}

function recordOf({ id }: Route, { caller, params }: AuditedRequest, body: unknown): Omit<AuditRecord, "detail"> {
  return {
    organization: caller.organization,
    actor: caller.keyId,
    action: id,
    subject:
      idIn(body) ??
      (Object.values(params ?? {})
        .join("/")
        .slice(0, KEPT) ||
        "-"),
  };
}

/** The id of what was made or changed, where the answer has one. */
function idIn(body: unknown): string | undefined {
  if (!isObject(body)) return undefined;
  const thing = [body.tenant, body.organization, body.member, body.apiKey].find(isObject) ?? body;
  return typeof thing.id === "string" ? thing.id : undefined;
}

function keysOf(name: string, value: unknown, pick: (value: object) => unknown): Record<string, unknown> {
  return isObject(value) && Object.keys(value).length > 0 ? { [name]: pick(value) } : {};
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
