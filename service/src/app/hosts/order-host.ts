import { costPerMonth, type MachineType, machineTypeFor, regionOf } from "@freehold/catalogue";
import { type Cloud, FreeholdError, HOST_CLOUDS, type Host, type HostOrder, type Operation } from "@freehold/model";
import { capacityOf } from "@freehold/stack-shared-host/capacity";
import type { HostOrderRow } from "../../db/entities/host-order.ts";
import { insertHostOrder } from "../../db/host-orders.ts";
import type { Em } from "../../db/kernel/em.ts";
import { assertOperator, OPERATOR_ORGANIZATION } from "../access/operator.ts";
import type { AppContext, Caller } from "../context.ts";
import { writeOperation } from "../operations/write-operation.ts";
import { chooseAccount } from "../placement/choose-account.ts";
import { type Answer, answerOnce, type IdempotencyKey } from "../requests/answer-once.ts";
import { newPassphrase, sealHostPassphrase } from "../secrets/sealed.ts";
import { operationView } from "../tenants/views.ts";
import { assertHostNameFree } from "./assert-host-name-free.ts";
import { orderedHostView } from "./host-view.ts";

/** A shared host that does not exist yet. */
export interface HostRequest {
  name: string;
  cloud: Cloud;
  region: string;
  order: HostOrder;
  /** @default - what the machine type has, without what the machine itself takes */
  capacity?: { slots: number; memoryGib: number | null; cores: number | null };
  limitStorage: boolean;
}

/** The answer to an order: the rows exist, the machine does not yet. */
interface HostAccepted {
  host: Host;
  operation: Operation;
}

/**
 * Accepts the order of a shared host: order, operation, answer and job are written in one transaction.
 *
 * @throws FreeholdError `forbidden`, `region_unknown`, `size_unavailable`, `cloud_not_configured`, `cloud_quota_reached`, `cloud_unauthorized`, and
 *   `invalid_request` for what no machine can be ordered by
 */
export async function orderHost(
  context: AppContext,
  caller: Caller,
  request: HostRequest,
  idempotencyKey?: IdempotencyKey,
): Promise<Answer> {
  assertOperator(caller, "order a host");
  const certificates = certificatesOf(context, request.order);
  const machineType = orderedType(request);
  const answer = await context.db.transaction((em) =>
    answerOnce(em, idempotencyKey, async () => ({
      status: 202,
      body: await writeOrder(em, context, request, machineType, certificates),
    })),
  );
  if (!answer.replayed) context.queue.wake();
  return answer;
}

async function writeOrder(
  em: Em,
  context: AppContext,
  request: HostRequest,
  machineType: MachineType,
  certificates: HostOrderRow["certificates"],
): Promise<HostAccepted> {
  await assertHostNameFree(em, request.name);
  const { cloud, order } = request;
  const { accountId } = await chooseAccount(em, context, { cloud, organization: OPERATOR_ORGANIZATION });
  // The stack's name is a label too, which an id with a sandbox's mark is too long for.
  const stack = context.newId("h");
  const id = context.clouds.accountId(stack);
  const row: HostOrderRow = {
    ...{
      id,
      stack,
      name: request.name,
      status: "building",
      cloud,
      accountId,
      region: request.region,
      size: order.size,
    },
    machineType: machineType.name,
    ...(request.capacity ?? capacityOf(machineType)),
    ...{ limitStorage: request.limitStorage, certificates, email: order.email ?? null },
    costPerMonth: costPerMonth(cloud, machineType.name),
    failure: null,
    passphraseSealed: sealHostPassphrase(context.envelope, id, newPassphrase()),
    createdAt: context.now(),
  };
  await insertHostOrder(em, row);
  const operation = await writeOperation(em, context, {
    organization: OPERATOR_ORGANIZATION,
    hostId: id,
    kind: "create",
  });
  await context.queue.send(em, operation.id);
  return { host: orderedHostView(row), operation: operationView(operation) };
}

function certificatesOf({ clouds }: AppContext, { certificates, email }: HostOrder): HostOrderRow["certificates"] {
  const chosen = certificates ?? (clouds.kind === "sandbox" ? "internal" : "acme-http");
  if (chosen === "internal" || email !== undefined) return chosen;
  throw refused("/order/email", "must be the address that Let's Encrypt writes to, got none");
}

/** @throws FreeholdError `region_unknown`, `size_unavailable`, with the fields as they are called in an order */
function orderedType({ cloud, region, order: { size } }: HostRequest): MachineType {
  if (!HOST_CLOUDS.some((name) => name === cloud))
    throw refused("/cloud", `must be one of ${HOST_CLOUDS.join(", ")} with an order, got "${cloud}"`);
  try {
    regionOf(cloud, region);
    return machineTypeFor(cloud, region, size);
  } catch (error) {
    if (!(error instanceof FreeholdError)) throw error;
    const errors = error.errors.map(({ pointer, detail }) => ({
      pointer: pointer.endsWith("/size") ? "/order/size" : "/region",
      detail,
    }));
    throw new FreeholdError(error.code, error.message, {
      cause: error,
      errors,
      ...(error.nextStep !== undefined && { nextStep: error.nextStep }),
    });
  }
}

function refused(pointer: string, detail: string): FreeholdError {
  return new FreeholdError("invalid_request", `the host cannot be ordered: ${pointer.slice(1)} ${detail}`, {
    errors: [{ pointer, detail }],
    nextStep: "correct the fields that `errors` names and send the request again; GET /openapi.json has the schema",
  });
}
