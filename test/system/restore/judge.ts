import type { Orphan, Tenant } from "@freehold/model";
import type { InventoryItem, SandboxChild } from "../sandbox-child.ts";
import type { RestoreResult } from "./restore-result.ts";
import type { Story } from "./story.ts";

/** What carries one tenant's label at the clouds. */
const ONE_TENANT = ["dns_record", "dns_record", "server", "ssh_key"];

/** Looks at every tenant from the API and from the clouds. */
export async function judge(
  { service, open, old, gone, later }: Story,
  sandbox: SandboxChild,
  { unfinished }: { unfinished: "keep" | "rebuild" },
): Promise<Pick<RestoreResult, "statuses" | "wrong">> {
  const items = await sandbox.inventory();
  const orphans = (await service.request<{ items: Orphan[] }>("GET", "/v1/orphans")).body.items;
  const { body } = await service.request<{ items: Tenant[] }>("GET", "/v1/tenants?limit=200");
  const has = (id: string): string[] => kindsOf(items, id);
  const tenantOf = (id: string): Tenant | undefined => body.items.find((tenant) => tenant.id === id);

  const meantToLive = later === null ? [...open, old, gone] : [...open, old];
  const wrong = meantToLive.flatMap(({ tenant: { id, name } }) => {
    const tenant = tenantOf(id);
    if (tenant?.status === "active")
      return has(id).join() === ONE_TENANT.join() ? [] : [`${name} is active and has ${has(id).join(", ")}`];
    if (tenant?.status !== "failed" || tenant.failure === null) return [`${name} is ${tenant?.status ?? "lost"}`];
    if (tenant.failure.nextStep === "") return [`${name} has failed without a next step`];
    return unfinished === "rebuild" ? wrongAfterFailure(tenant, has(id)) : wrongWhenKept(tenant, has(id), orphans);
  });
  if (later !== null) {
    wrong.push(...wrongWithGone(tenantOf(gone.tenant.id), has(gone.tenant.id)));
    wrong.push(...wrongWithLater(later.tenant, has(later.tenant.id), orphans));
  }
  const known = new Set([...open, old, gone, later].flatMap((each) => each?.tenant.id ?? []));
  const strangers = items.filter((item) => item.type === "server" && !known.has(tenantIdOf(item) ?? ""));
  wrong.push(...strangers.map(({ name }) => `${name} is nobody's`));
  return { statuses: countBy(body.items.map(({ status }) => status)), wrong };
}

function countBy(words: readonly string[]): Record<string, number> {
  return Object.fromEntries([...Map.groupBy(words, (word) => word)].map(([word, each]) => [word, each.length]));
}

function wrongAfterFailure({ name, failure }: Tenant, has: readonly string[]): string[] {
  return has.length === 0 ? [] : [`${name} has failed (${failure?.code}) and left ${has.join(", ")}`];
}

/** What may be in use is there once, is listed with what it costs, and the tenant says so. */
function wrongWhenKept({ id, name, failure }: Tenant, has: readonly string[], orphans: readonly Orphan[]): string[] {
  const servers = has.filter((type) => type === "server").length;
  const listed = orphans.some((orphan) => orphan.tenantId === id && orphan.type === "server" && orphan.cost !== null);
  if (failure?.code !== "restored_behind") return [`${name} has failed with ${failure?.code}: ${failure?.reason}`];
  return [
    ...(servers === 1 ? [] : [`${name} has ${servers} servers`]),
    ...(listed ? [] : [`the server of ${name} is not among the orphans`]),
  ];
}

function wrongWithGone(tenant: Tenant | undefined, has: readonly string[]): string[] {
  const drift = tenant?.conditions.drift?.status;
  return [
    ...(tenant?.status === "degraded" && drift === "failing"
      ? []
      : [`what was destroyed after the backup is ${tenant?.status}, its drift ${drift}`]),
    ...(has.length === 0 ? [] : [`what was destroyed after the backup was rebuilt: ${has.join(", ")}`]),
  ];
}

function wrongWithLater({ id }: Tenant, has: readonly string[], orphans: readonly Orphan[]): string[] {
  const server = orphans.find((orphan) => orphan.tenantId === id && orphan.type === "server");
  return [
    ...(has.join() === ONE_TENANT.join() ? [] : [`who signed up after the backup has ${has.join(", ")}`]),
    ...(server?.kind === "unknown_tenant" && server.cost !== null
      ? []
      : ["the server of who signed up after the backup is not listed with its cost"]),
  ];
}

function kindsOf(items: readonly InventoryItem[], tenantId: string): string[] {
  return items
    .filter((item) => tenantIdOf(item) === tenantId)
    .map(({ type }) => type)
    .sort();
}

function tenantIdOf({ labels }: InventoryItem): string | undefined {
  return labels["freehold-tenant"];
}
