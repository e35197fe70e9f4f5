import { type AccountFacts, readAccountFacts } from "@freehold/clouds";
import { FreeholdError, isFreeholdError } from "@freehold/model";
import type { AppContext } from "../context.ts";
import type { AskedAccount } from "./ask-account-port.ts";
import type { AccountSecret } from "./clouds-port.ts";

const GIVE_THEM = "give the credential these permissions too; docs/accounts.md lists what each cloud's needs";

/**
 * Asks the cloud what an account's secret opens. Changes nothing.
 *
 * @throws FreeholdError `credential_rejected` with the vendor's words, `cloud_unreachable`, `cloud_unavailable`
 */
export async function readFacts(
  { askAccount }: Pick<AppContext, "askAccount">,
  account: AskedAccount,
  { signal, ...options }: { attempts?: number; signal?: AbortSignal | undefined } = {},
): Promise<AccountFacts> {
  const { secret } = account;
  const asked = askAccount(account, (access) => readAccountFacts(access, options), signal);
  const facts = await asked.catch((error: unknown) => {
    throw refusalFor(secret, error);
  });
  const { mayWrite, lacks = [] } = facts;
  if (lacks.length > 0) throw rejected(secret, `it lacks ${lacks.join(", ")}`, { nextStep: GIVE_THEM });
  if (mayWrite === false) throw rejected(secret, "it may read and not order machines");
  return facts;
}

/** The refusal of a credential. @param reason In the vendor's words where there are some */
export function rejected(
  { cloud }: Pick<AccountSecret, "cloud">,
  reason: string,
  { cause, nextStep }: { cause?: unknown; nextStep?: string } = {},
): FreeholdError {
  return new FreeholdError("credential_rejected", `the credential for ${cloud} cannot be used: ${reason}`, {
    cause,
    cloud,
    errors: [{ pointer: "/access", detail: `must open an account at ${cloud} with read and write access` }],
    ...(nextStep !== undefined && { nextStep }),
  });
}

function refusalFor(secret: AccountSecret, error: unknown): unknown {
  if (!isFreeholdError(error)) return error;
  // `engine_failed`: it refused a question that every account at this cloud can answer.
  if (["cloud_unauthorized", "not_found", "engine_failed"].includes(error.code))
    return rejected(secret, error.message, { cause: error });
  if (error.code !== "cloud_unreachable" && error.code !== "cloud_unavailable") return error;
  return new FreeholdError(error.code, error.message, {
    cause: error,
    nextStep: "check the address, and try again when the cloud answers",
  });
}
