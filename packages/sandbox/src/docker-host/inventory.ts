import type { InventoryItem } from "../kernel/emulator.ts";
import { type HostLogin, type HostLoginSession, openHost } from "./host-session.ts";

const OURS = "managed-by=freehold";
const PROJECT = "com.docker.compose.project";

interface Labelled {
  Labels: Record<string, string> | null;
}

/** Everything that a tenant could have left on the Docker host: networks, volumes, containers and slots. */
export async function inventoryOf(reach: HostLogin): Promise<InventoryItem[]> {
  const session = await openHost(reach);
  try {
    return [...(await ofEngine(session)), ...(await slots(session))];
  } finally {
    session.close();
  }
}

async function ofEngine({ engine }: HostLoginSession): Promise<InventoryItem[]> {
  const networks = (await engine(`/networks?${having(OURS)}`)) as (Labelled & { Id: string; Name: string })[];
  const { Volumes: volumes } = (await engine(`/volumes?${having(OURS)}`)) as {
    Volumes: (Labelled & { Name: string })[] | null;
  };
  const containers = (await engine(`/containers/json?all=true&${having(PROJECT)}`)) as (Labelled & {
    Id: string;
    Names: string[];
  })[];
  return [
    ...networks.map(({ Id, Name, Labels }) => itemOf("network", Id, Name, Labels ?? {})),
    ...(volumes ?? []).map(({ Name, Labels }) => itemOf("volume", Name, Name, Labels ?? {})),
    ...containers.map(({ Id, Names, Labels }) =>
      itemOf("container", Id, Names[0]?.slice(1) ?? "", tenantLabels(Labels?.[PROJECT]?.replace(/^fh-/, "") ?? "")),
    ),
  ];
}

async function slots({ run }: HostLoginSession): Promise<InventoryItem[]> {
  const listed = JSON.parse(await run("hostctl slot list")) as { tenantId: string }[];
  return listed.map(({ tenantId }) => itemOf("slot", tenantId, `fh-${tenantId}`, tenantLabels(tenantId)));
}

function having(label: string): string {
  return `filters=${encodeURIComponent(JSON.stringify({ label: [label] }))}`;
}

function itemOf(type: string, id: string, name: string, labels: Record<string, string>): InventoryItem {
  return { cloud: "docker", type, id, name, labels };
}

function tenantLabels(tenantId: string): Record<string, string> {
  return { "managed-by": "freehold", "freehold-tenant": tenantId };
}
