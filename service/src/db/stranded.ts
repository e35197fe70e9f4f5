import type { Em } from "./kernel/em.ts";

/** Tenants that are on their way to somewhere while no operation carries them there, since `ageMs` at least. */
export async function strandedTenants(
  em: Em,
  ageMs: number,
): Promise<{ id: string; organization: string; status: string }[]> {
  return em.execute(
    `select id, organization, status from tenants
      where status in ('requested', 'waiting_for_capacity', 'provisioning', 'updating', 'pausing', 'resuming', 'destroying')
        and updated_at < now() - ? * interval '1 millisecond'
        and not exists (
          select 1 from operations where operations.tenant_id = tenants.id and operations.status in ('queued', 'running'))`,
    [ageMs],
  );
}
