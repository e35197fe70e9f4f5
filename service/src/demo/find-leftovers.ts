import { readdir } from "node:fs/promises";
import path from "node:path";
import type { Service } from "../compose/start-service.ts";

/** Everything that is left where nothing should be: at the clouds, in Pulumi's state, in the database. */
export async function findLeftovers(service: Service, home: string): Promise<string[]> {
  return [...(await leftAtClouds(service)), ...(await leftInState(home)), ...(await leftInDatabase(service))];
}

async function leftAtClouds({ sandbox }: Service): Promise<string[]> {
  const items = (await sandbox?.inventory()) ?? [];
  return items.map(({ cloud, type, id, name }) => `${cloud} ${type} ${name} (${id})`);
}

/** Files of stacks, of their history and backups, and locks. */
async function leftInState(home: string): Promise<string[]> {
  const folder = path.join(home, "engine", "state");
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith("meta.yaml"))
    .map((entry) => `state ${path.relative(folder, path.join(entry.parentPath, entry.name))}`);
}

/** Tombstones may stay; what they were must not. */
async function leftInDatabase({ db }: Service): Promise<string[]> {
  const rows = await db.em().execute<{ what: string; count: string }[]>(`
    select 'live tenants' as what, count(*) from tenants where status <> 'destroyed'
    union all select 'tombstones with secrets', count(*) from tenants
      where status = 'destroyed' and coalesce(passphrase_sealed, outputs_sealed, settings_sealed) is not null
    union all select 'port reservations', count(*) from port_reservations
    union all select 'operations that have not ended', count(*) from operations where ended_at is null
    union all select 'leases', count(*) from operations where lease_owner is not null
    union all select 'accounts with a stack', count(*) from cloud_accounts where status <> 'absent'`);
  return rows.filter((row) => Number(row.count) > 0).map((row) => `database: ${row.count} ${row.what}`);
}
