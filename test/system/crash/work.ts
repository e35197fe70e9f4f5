import type { DomainChange, Operation, Tenant, TenantDomain } from "@freehold/model";
import { until } from "@freehold/testing";
import type { Work } from "./cases.ts";
import type { Testbed } from "./testbed.ts";

/** Longest time that an operation may take in spite of what was killed. */
const LIMIT_SEC = 240;

/** Asks for a piece of work and gives its operation. A create makes the tenant, the others are for one. */
export async function begin(
  testbed: Testbed,
  work: Work,
  name: string,
): Promise<{ tenantId: string; operationId: string }> {
  switch (work) {
    case "create": {
      const { tenant, operation } = await testbed.api().signUp(name);
      return { tenantId: tenant.id, operationId: operation.id };
    }
    case "update":
      return beginUpdate(testbed, name);
    case "settings":
      return beginSettings(testbed, name);
    case "restart": {
      const at = `/v1/tenants/${name}/restart`;
      const { body } = await testbed.api().request<{ tenant: Tenant; operation: Operation }>("POST", at);
      return { tenantId: body.tenant.id, operationId: body.operation.id };
    }
    case "destroy": {
      const { body } = await testbed
        .api()
        .request<{ tenant: Tenant; operation: Operation }>("DELETE", `/v1/tenants/${name}`);
      return { tenantId: body.tenant.id, operationId: body.operation.id };
    }
  }
}

/** Gives a domain to the tenant, which its machine is configured for. */
async function beginUpdate(testbed: Testbed, name: string): Promise<{ tenantId: string; operationId: string }> {
  const domain = `${name}.example`;
  const at = `/v1/tenants/${name}/domains`;
  const { body: claimed } = await testbed.api().request<TenantDomain>("POST", at, { domain });
  testbed.dns.set(claimed.proof.name, "TXT", [claimed.proof.value]);
  const address = claimed.targets.find(({ type }) => type === "A")?.value ?? "";
  testbed.dns.set(domain, "A", [address]);
  const { body } = await testbed.api().request<DomainChange>("POST", `${at}/${domain}/verify`);
  if (body.operation === null) throw new Error(`the update did not begin: ${body.domain?.reason}`);
  return { tenantId: body.operation.tenantId ?? "", operationId: body.operation.id };
}

/** Changes a setting to what it was not. */
async function beginSettings(testbed: Testbed, name: string): Promise<{ tenantId: string; operationId: string }> {
  changes += 1;
  const settings = { projectName: `Project ${changes}` };
  const { body } = await testbed
    .api()
    .request<{ tenant: Tenant; operation: Operation | null }>("PATCH", `/v1/tenants/${name}`, { settings });
  if (body.operation == null) throw new Error(`the settings were not changed: ${JSON.stringify(body)}`);
  return { tenantId: body.tenant.id, operationId: body.operation.id };
}

let changes = 0;

/** Waits until the operation has ended, asking whichever service answers. */
export async function ended(testbed: Testbed, operationId: string): Promise<Operation> {
  return until(`operation ${operationId} to end`, () => endedNow(testbed, operationId), LIMIT_SEC);
}

export async function readTenant(testbed: Testbed, id: string): Promise<Tenant> {
  return read<Tenant>(testbed, `/v1/tenants/${id}`);
}

export async function readOperation(testbed: Testbed, id: string): Promise<Operation> {
  return read<Operation>(testbed, `/v1/operations/${id}`);
}

async function read<Body>(testbed: Testbed, at: string): Promise<Body> {
  const { status, body } = await testbed.api().request<Body>("GET", at);
  if (status !== 200) throw new Error(`GET ${at} answered ${status}: ${JSON.stringify(body)}`);
  return body;
}

async function endedNow(testbed: Testbed, operationId: string): Promise<Operation | undefined> {
  const operation = await readOperation(testbed, operationId).catch(() => undefined);
  return operation === undefined || operation.endedAt === null ? undefined : operation;
}
