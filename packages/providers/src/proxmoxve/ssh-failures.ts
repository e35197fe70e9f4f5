import type { CheckFailure } from "@freehold/provider-kit";

/** Texts that the official plugin refuses when they are there and empty; `privateKey` it takes empty. */
const NOT_EMPTY = ["username", "password", "agentSocket", "socks5Server", "socks5Username", "socks5Password"];
const ADDRESS_SOURCES = ["api", "dns"];

/**
 * Finds what the official plugin refuses in `ssh` of its configuration: proxmoxtf/provider/schema.go of
 * bpg/terraform-provider-proxmox. Its words for a node without a name: "expected ssh.0.node.0.name to not be an empty string".
 */
export function sshFailures(ssh: unknown): CheckFailure[] {
  if (!isRecord(ssh)) return [];
  const { nodeAddressSource: source, nodes } = ssh;
  const empty = NOT_EMPTY.filter((name) => ssh[name] === "").map((name) => failure(`${name} must not be empty`));
  const unknownSource = source !== undefined && !ADDRESS_SOURCES.includes(String(source));
  return [
    ...empty,
    ...(unknownSource ? [failure(`nodeAddressSource must be api or dns, got "${String(source)}"`)] : []),
    ...(Array.isArray(nodes) ? nodes.flatMap(nodeFailures) : []),
  ];
}

function nodeFailures(node: unknown, index: number): CheckFailure[] {
  const at = `nodes[${index}]`;
  if (!isRecord(node)) return [failure(`${at} must be an object`)];
  const { port } = node;
  const isPort = Number.isInteger(port) && Number(port) >= 1 && Number(port) <= 65_535;
  return [
    ...["name", "address"]
      .filter((name) => typeof node[name] !== "string" || node[name] === "")
      .map((name) => failure(`${at}.${name} must not be empty`)),
    ...(port === undefined || isPort ? [] : [failure(`${at}.port must be 1 to 65535, got ${String(port)}`)]),
  ];
}

function failure(reason: string): CheckFailure {
  return { property: "ssh", reason };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
