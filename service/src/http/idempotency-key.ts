import { createHash } from "node:crypto";
import { FreeholdError } from "@freehold/model";
import type { Request } from "express";
import type { Caller } from "../app/context.ts";
import type { IdempotencyKey } from "../app/requests/answer-once.ts";
import { canonicalJson } from "../canonical-json.ts";

/** The request's `Idempotency-Key`, tied to what the request asks for. @throws FreeholdError `invalid_request` */
export function idempotencyKeyOf(req: Request, caller: Caller): IdempotencyKey | undefined {
  const key = req.get("idempotency-key");
  if (key === undefined) return undefined;
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw new FreeholdError("invalid_request", "Idempotency-Key must be 1 to 255 visible ASCII characters", {
      errors: [
        { pointer: "", detail: `header Idempotency-Key must be 1 to 255 visible characters, got ${key.length}` },
      ],
      nextStep: "send a UUID",
    });
  }
  const asked = `${req.method} ${req.path}\n${canonicalJson(req.body)}`;
  return { organization: caller.organization, key, fingerprint: createHash("sha256").update(asked).digest("hex") };
}
