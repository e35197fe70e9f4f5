import { randomAlphanumeric } from "../kernel/random.ts";
import { type Account, operation } from "./account.ts";
import type { Change } from "./rows.ts";
import { xmlAnswer } from "./xml.ts";

/** Notes a change that has just been made. */
export function submitChange(account: Account, comment?: string): Change {
  return account.changes.insert({
    id: `C${randomAlphanumeric(19).toUpperCase()}`,
    submittedAt: account.clock.timestamp(),
    inSyncAt: account.clock.now() + account.propagationMs,
    comment,
  });
}

/** A change as answers show it. A change that takes no time is in sync when it is asked for, and not before. */
export function wireChange(change: Change, status: "PENDING" | "INSYNC"): object {
  return {
    Id: `/change/${change.id}`,
    Status: status,
    SubmittedAt: change.submittedAt,
    ...(change.comment !== undefined && { Comment: change.comment }),
  };
}

// https://docs.aws.amazon.com/Route53/latest/APIReference/API_GetChange.html
const getChange = operation("GET /change/{id}", ({ account, id }) => {
  const change = account.changes.existing(id);
  const status = account.clock.now() >= change.inSyncAt ? "INSYNC" : "PENDING";
  return xmlAnswer(200, "GetChangeResponse", { ChangeInfo: wireChange(change, status) });
});

export const changeOperations = [getChange];
