import { ProviderError } from "@freehold/provider-kit";
import { execute } from "../command/ssh/execute.ts";
import type { ProxmoxClient } from "./client.ts";

/** Writes a file on a node: snippets cannot come over the API. */
export async function writeOnNode(
  client: ProxmoxClient,
  node: string,
  file: { path: string; content: string; mode: string | undefined },
  signal: AbortSignal,
): Promise<void> {
  const folder = file.path.slice(0, file.path.lastIndexOf("/"));
  const connection = await connectionTo(client, node, signal);
  const run = (command: string, stdin?: string) =>
    execute({ connection, command, environment: {}, stdin, log: () => {}, signal });
  await run(`mkdir -p ${quoted(folder)}`);
  await run(`/usr/bin/tee ${quoted(file.path)} > /dev/null`, file.content);
  if (file.mode !== undefined) await run(`chmod ${file.mode} ${quoted(file.path)}`);
}

async function connectionTo(client: ProxmoxClient, node: string, signal: AbortSignal) {
  const { username, password, privateKey, nodes = [], allow } = client.ssh;
  if (password === undefined && privateKey === undefined) {
    throw new ProviderError(`node ${node} is written to by SSH: proxmoxve:ssh needs a password or a privateKey`);
  }
  const named = nodes.find(({ name }) => name === node);
  const { address, port = 22 } = named ?? { address: await addressOf(client, node, signal) };
  if (!allow(`ssh://${address}`)) {
    throw new ProviderError(
      `node ${node} must be on this machine, got ${address}: this is the stand-in for the sandbox`,
    );
  }
  return {
    host: address,
    port,
    user: username ?? "root",
    ...(password === undefined ? {} : { password }),
    ...(privateKey === undefined ? {} : { privateKey }),
  };
}

interface NodeCard {
  address?: string;
  address6?: string;
  gateway?: string;
  gateway6?: string;
}

/**
 * As the official plugin looks for it (apiResolver in proxmoxtf/provider/provider.go): that of a card with an IPv4 gateway, else with an
 * IPv6 gateway, else the first IPv4 address. Its last way, DNS, is not taken: this one talks to addresses of this machine only.
 */
async function addressOf(client: ProxmoxClient, node: string, signal: AbortSignal): Promise<string> {
  const cards = await client.get<NodeCard[]>(`/nodes/${node}/network`, signal);
  const address =
    cards.find((card) => card.gateway !== undefined && card.address !== undefined)?.address ??
    cards.find((card) => card.gateway6 !== undefined && card.address6 !== undefined)?.address6 ??
    cards.find((card) => card.address !== undefined)?.address;
  if (address !== undefined) return address;
  throw new ProviderError(`node ${node} has no address: name it in proxmoxve:ssh, under nodes`);
}

function quoted(path: string): string {
  return `'${path.replaceAll("'", "'\\''")}'`;
}
