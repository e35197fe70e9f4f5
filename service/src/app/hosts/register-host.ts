import { FreeholdError, type Host, type HostSpec } from "@freehold/model";
import { hostKeyFault, parseHostKey, readPrivateKey } from "@freehold/ssh";
import type { HostRow } from "../../db/entities/host.ts";
import { insertHost } from "../../db/hosts.ts";
import type { Em } from "../../db/kernel/em.ts";
import { assertOperator } from "../access/operator.ts";
import type { AppContext, Caller } from "../context.ts";
import { type Answer, answerOnce, type IdempotencyKey } from "../requests/answer-once.ts";
import { sealHostConnection } from "../secrets/sealed.ts";
import { assertHostNameFree } from "./assert-host-name-free.ts";
import { checkHost, enableSlots, hostctlVersionOf, isRemapped } from "./check-host.ts";
import { readHost } from "./read-hosts.ts";
import type { HostConnection } from "./run-on-host.ts";

/** How long a host may take to answer when it is registered. */
const TIMEOUT_MS = 15_000;
/** A host that is still being set up waits for its Docker engine first. */
const ENABLE_MS = 120_000;

/**
 * Takes a host in, once it has answered under the pinned key, was brought this release's `hostctl`, and knows slots.
 *
 * @throws FreeholdError `forbidden`, `host_key_mismatch`, `machine_unreachable`, `host_outdated`, and `invalid_request` for a name that a host has and for keys
 * that cannot be
 */
export async function registerHost(
  context: AppContext,
  caller: Caller,
  registration: HostSpec,
  idempotencyKey?: IdempotencyKey,
): Promise<Answer> {
  assertOperator(caller, "register a host");
  const connection = connectionOf(registration);
  // Before the transaction: a host may take seconds to answer, and the embedded database waits for the end of each.
  await hostctlVersionOf(connection, TIMEOUT_MS);
  await context.bringHostctl(connection);
  const hostctlVersion = await checkHost(connection, TIMEOUT_MS);
  await enableSlots(connection, ENABLE_MS);
  const remapped = await isRemapped(connection, TIMEOUT_MS);
  return context.db.transaction((em) =>
    answerOnce(em, idempotencyKey, async () => ({
      status: 201,
      body: await writeHost(em, context, registration, connection, { hostctlVersion, remapped }),
    })),
  );
}

/** @throws FreeholdError `invalid_request` that names what is wrong with each key, and repeats none */
function connectionOf({ address, ssh }: HostSpec): HostConnection {
  const privateKey = readPrivateKey(ssh.privateKey);
  const errors = [
    ...("fault" in privateKey ? [{ pointer: "/ssh/privateKey", detail: privateKey.fault }] : []),
    ...(parseHostKey(ssh.hostKey) === undefined
      ? [{ pointer: "/ssh/hostKey", detail: hostKeyFault(ssh.hostKey) }]
      : []),
  ];
  if ("key" in privateKey && errors.length === 0) return { ...ssh, host: address, privateKey: privateKey.key };
  const fields = errors.map(({ pointer, detail }) => `${pointer} ${detail}`).join("; ");
  throw new FreeholdError("invalid_request", `the host cannot be reached with these keys: ${fields}`, {
    errors,
    nextStep: "correct the fields that `errors` names and send the request again",
  });
}

async function writeHost(
  em: Em,
  context: AppContext,
  { name, cloud, region, address, capacity, limitStorage, edge }: HostSpec,
  connection: HostConnection,
  answered: Pick<HostRow, "hostctlVersion" | "remapped">,
): Promise<Host> {
  await assertHostNameFree(em, name);
  const id = context.clouds.accountId(context.newId("h"));
  const connectionSealed = sealHostConnection(context.envelope, id, connection);
  const row = { id, name, cloud, region, address, connectionSealed, ...capacity, limitStorage, edge, ...answered };
  await insertHost(em, row);
  return readHost(em, context, id);
}
