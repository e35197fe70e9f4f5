import { FreeholdError } from "@freehold/model";
import type { RequestHandler } from "express";

/** Bodies are JSON. Without this one that says it is something else, such as a form, would count as none. */
export const jsonOnly: RequestHandler = (req, _res, next) => {
  // Null: there is no body. Clients that post nothing often say that it has no bytes.
  if (req.get("content-length") === "0" || req.is("application/json") !== false) return next();
  const type = req.get("content-type");
  throw new FreeholdError(
    "unsupported_media_type",
    `the body must be application/json, got ${type === undefined ? "no Content-Type" : `"${type.slice(0, 100)}"`}`,
    {
      errors: [{ pointer: "", detail: "must come with `Content-Type: application/json`" }],
      nextStep: "send a JSON object with `Content-Type: application/json`",
    },
  );
};
