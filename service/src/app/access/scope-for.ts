import type { Permission } from "@freehold/model";
import { scopedDatabase } from "../../db/kernel/scoped-database.ts";
import type { AppContext, Caller } from "../context.ts";

/** The one place where requests are kept to their organization; what is the platform's own is not any organization's. */
export function scopeFor(
  app: AppContext,
  { permission }: { permission: Permission },
  { organization }: Caller,
): AppContext {
  return permission === "platform:admin" ? app : { ...app, db: scopedDatabase(app.db, organization) };
}
