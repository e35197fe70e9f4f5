import { isFreeholdError } from "@freehold/model";
import type { RequestHandler } from "express";
import type { FailedLogins } from "../app/access/failed-logins.ts";
import { findCaller, unauthenticated } from "../app/access/find-caller.ts";
import type { AppContext } from "../app/context.ts";
import { countFailure } from "./rate-limits.ts";

/** Header in which the operator names the organization to act for. */
export const ACTING_FOR = "Freehold-Organization";

/** Lets requests with a valid API key through and remembers whose it is. */
export function authenticate(app: AppContext, failedLogins: FailedLogins, mostFailures: number): RequestHandler {
  return async (req, res, next) => {
    try {
      res.locals.caller = await findCaller(app, bearerToken(req.headers.authorization), req.get(ACTING_FOR));
    } catch (error) {
      if (isFreeholdError(error) && error.code === "unauthenticated") {
        failedLogins.count(req.ip ?? "unknown");
        await countFailure(app, mostFailures, req, res);
      }
      throw error;
    }
    next();
  };
}

function bearerToken(header: string | undefined): string {
  if (header === undefined) throw unauthenticated("the request has no Authorization header");
  const token = /^Bearer +(\S+)$/i.exec(header)?.[1];
  if (token === undefined) throw unauthenticated("the Authorization header is not of the form `Bearer <API key>`");
  return token;
}
