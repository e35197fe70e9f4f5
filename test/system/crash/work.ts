import type { DomainChange, Operation, Tenant, TenantDomain } from "@freehold/model";
import { until } from "@freehold/testing";
import type { Work } from "./cases.ts";
import type { Lane } from "./lane.ts";

/** Longest time that an operation may take in spite of what was killed. */
const LIMIT_SEC = 240;

/** Asks for a piece of work and gives its operation. A create makes the tenant, the others are for one. */
export async function begin(lane: Lane, work: Work, name: string): Promise<{ tenantId: string; operationId: string }> {
  switch (work) {
    case "create": {
      const { tenant, operation } = await lane.api().signUp(name);
      return { tenantId: tenant.id, operationId: operation.id };
    }
    case "update":
      return beginUpdate(lane, name);
    case "destroy": {
      const { body } = await lane
        .api()
        .request<{ tenant: Tenant; operation: Operation }>("DELETE", `/v1/tenants/${name}`);
      return { tenantId: body.tenant.id, operationId: body.operation.id };
    }
  }
}

/** Gives a domain to the tenant, which its machine is told of. */
async function beginUpdate(lane: Lane, name: string): Promise<{ tenantId: string; operationId: string }> {
  const domain = `${name}.example`;
  const at = `/v1/tenants/${name}/domains`;
  const { body: claimed } = await lane.api().request<TenantDomain>("POST", at, { domain });
  lane.dns.set(claimed.proof.name, "TXT", [claimed.proof.value]);
  const address = claimed.targets.find(({ type }) => type === "A")?.value ?? "";
  lane.dns.set(domain, "A", [address]);
  const { body } = await lane.api().request<DomainChange>("POST", `${at}/${domain}/verify`);
  if (body.operation === null) throw new Error(`the update did not begin: ${body.domain?.reason}`);
  return { tenantId: body.operation.tenantId ?? "", operationId: body.operation.id };
}

/** Waits until the operation has ended, asking whichever service answers. */
export async function ended(lane: Lane, operationId: string): Promise<Operation> {
  return until(`operation ${operationId} to end`, () => endedNow(lane, operationId), LIMIT_SEC);
}

export async function readTenant(lane: Lane, id: string): Promise<Tenant> {
  return read<Tenant>(lane, `/v1/tenants/${id}`);
}

export async function readOperation(lane: Lane, id: string): Promise<Operation> {
  return read<Operation>(lane, `/v1/operations/${id}`);
}

async function read<Body>(lane: Lane, at: string): Promise<Body> {
  const { status, body } = await lane.api().request<Body>("GET", at);
  if (status !== 200) throw new Error(`GET ${at} answered ${status}: ${JSON.stringify(body)}`);
  return body;
}

async function endedNow(lane: Lane, operationId: string): Promise<Operation | undefined> {
  const operation = await readOperation(lane, operationId).catch(() => undefined);
  return operation === undefined || operation.endedAt === null ? undefined : operation;
}
