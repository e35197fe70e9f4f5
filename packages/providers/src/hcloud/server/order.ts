import { ProviderError } from "@freehold/provider-kit";
import type { HcloudClient } from "../client.ts";
import type { ServerInputs } from "./schema.ts";

interface ServerType {
  name: string;
  architecture: string;
}

interface Image {
  id: number;
  deprecated: string | null;
}

/** The body of the order for a server. Looks up by name what the vendor wants as a number. */
export async function orderOf(client: HcloudClient, inputs: ServerInputs, signal: AbortSignal): Promise<object> {
  const type = await serverType(client, inputs.serverType, signal);
  const image = await imageFor(client, inputs, type.architecture, signal);
  const sshKeys = await Promise.all((inputs.sshKeys ?? []).map((key) => sshKeyId(client, key, signal)));

  return {
    name: inputs.name,
    server_type: type.name,
    image: image.id,
    ssh_keys: sshKeys,
    ...(inputs.location === undefined ? {} : { location: inputs.location }),
    ...(inputs.datacenter === undefined ? {} : { datacenter: inputs.datacenter }),
    ...(inputs.userData === undefined ? {} : { user_data: inputs.userData }),
    ...(inputs.labels === undefined ? {} : { labels: inputs.labels }),
    ...(inputs.firewallIds?.length ? { firewalls: inputs.firewallIds.map((firewall) => ({ firewall })) } : {}),
    ...(inputs.placementGroupId === undefined ? {} : { placement_group: inputs.placementGroupId }),
    ...publicNet(inputs),
  };
}

/** A machine without a public address is started only when its private network is attached. */
export function startsLater(inputs: ServerInputs): boolean {
  const [net] = inputs.publicNets ?? [];
  return net?.ipv4Enabled === false && net.ipv6Enabled === false && (inputs.networks?.length ?? 0) > 0;
}

function publicNet(inputs: ServerInputs): object {
  const [net] = inputs.publicNets ?? [];
  if (net === undefined) return {};
  return {
    public_net: {
      enable_ipv4: net.ipv4 !== undefined || net.ipv4Enabled !== false,
      enable_ipv6: net.ipv6 !== undefined || net.ipv6Enabled !== false,
      ...(net.ipv4 === undefined ? {} : { ipv4: net.ipv4 }),
      ...(net.ipv6 === undefined ? {} : { ipv6: net.ipv6 }),
    },
    ...(startsLater(inputs) ? { start_after_create: false } : {}),
  };
}

async function serverType(client: HcloudClient, name: string, signal: AbortSignal): Promise<ServerType> {
  const path = `/server_types?name=${encodeURIComponent(name)}`;
  const [type] = (await client.get<{ server_types: ServerType[] }>(path, signal)).server_types;
  if (type) return type;
  throw new ProviderError(`Hetzner has no server type "${name}"; see GET /server_types for those it has`);
}

async function imageFor(
  client: HcloudClient,
  inputs: ServerInputs,
  architecture: string,
  signal: AbortSignal,
): Promise<Image> {
  const name = inputs.image;
  if (name === undefined) throw new ProviderError("image is required to order a server, and was not given");
  const image = (await imageByNumber(client, name, signal)) ?? (await imageByName(client, name, architecture, signal));

  if (image === undefined) throw new ProviderError(`Hetzner has no image "${name}" for ${architecture}`);
  if (image.deprecated && !inputs.allowDeprecatedImages) {
    const remedy = "choose a newer one, or set allowDeprecatedImages";
    throw new ProviderError(`image "${name}" is deprecated since ${image.deprecated}: ${remedy}`);
  }
  return image;
}

async function imageByNumber(client: HcloudClient, name: string, signal: AbortSignal): Promise<Image | undefined> {
  if (!/^\d+$/.test(name)) return undefined;
  return (await client.find<{ image: Image }>(`/images/${name}`, signal))?.image;
}

async function imageByName(
  client: HcloudClient,
  name: string,
  architecture: string,
  signal: AbortSignal,
): Promise<Image | undefined> {
  const query = `architecture=${architecture}&include_deprecated=true&name=${encodeURIComponent(name)}`;
  return (await client.get<{ images: Image[] }>(`/images?${query}`, signal)).images[0];
}

/** A key is named by its number or its name. */
async function sshKeyId(client: HcloudClient, key: string, signal: AbortSignal): Promise<number> {
  if (/^\d+$/.test(key)) {
    const found = await client.find<{ ssh_key: { id: number } }>(`/ssh_keys/${key}`, signal);
    if (found) return found.ssh_key.id;
  }
  const path = `/ssh_keys?name=${encodeURIComponent(key)}`;
  const [found] = (await client.get<{ ssh_keys: { id: number }[] }>(path, signal)).ssh_keys;
  if (found) return found.id;
  throw new ProviderError(`Hetzner has no SSH key "${key}" in this project`);
}
