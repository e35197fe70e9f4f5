import { type CheckFailure, ProviderError } from "@freehold/provider-kit";
import { type AllowEndpoint, endpointFailures } from "../http/endpoint.ts";
import { ProxmoxClient } from "./client.ts";
import type { NodeSshSettings } from "./node-ssh-settings.ts";
import { sshFailures } from "./ssh-failures.ts";

const ENDPOINT = { package: "proxmoxve", key: "endpoint" };
const API_TOKEN = /^[^@!=\s]+@[^@!=\s]+![^=\s]+=\S+$/;
/** As proxmoxtf/provider/schema.go of bpg/terraform-provider-proxmox has them. */
const TLS_VERSIONS = ["1.0", "1.1", "1.2", "1.3"];
const VM_IDS = { min: 100, max: 999_999_999 };
const NOT_BUILT = ["username", "password", "authTicket", "csrfPreventionToken", "otp"];

/** Finds what is wrong with the configuration of a `proxmoxve.Provider`. */
export function checkProxmoxConfig(
  config: Record<string, unknown>,
  unknown: ReadonlySet<string>,
  allow: AllowEndpoint,
): CheckFailure[] {
  const failures = unknown.has("endpoint") ? [] : endpointFailures(config.endpoint, ENDPOINT, allow);
  const { endpoint, apiToken } = config;
  if (failures.length === 0 && typeof endpoint === "string" && !endpoint.startsWith("https://")) {
    failures.push({ property: "endpoint", reason: `must be a secure endpoint, https://…, got "${endpoint}"` });
  }
  if (typeof apiToken !== "string") {
    if (!unknown.has("apiToken")) failures.push({ property: "apiToken", reason: "is required and was not given" });
  } else if (!API_TOKEN.test(apiToken)) {
    failures.push({ property: "apiToken", reason: "must be like user@realm!name=uuid" });
  }
  for (const property of NOT_BUILT) {
    if (config[property] !== undefined)
      failures.push({ property, reason: "is not built in the stand-in for the sandbox; use apiToken" });
  }
  return [...failures, ...sshFailures(plain(config.ssh)), ...furtherFailures(config)];
}

function furtherFailures({ minTls, tmpDir, randomVmIdStart, randomVmIdEnd }: Record<string, unknown>): CheckFailure[] {
  const failures: CheckFailure[] = [];
  if (minTls !== undefined && !TLS_VERSIONS.includes(String(minTls)))
    failures.push({ property: "minTls", reason: `must be one of ${TLS_VERSIONS.join(", ")}, got "${String(minTls)}"` });
  if (tmpDir === "") failures.push({ property: "tmpDir", reason: "must not be empty" });
  for (const [property, value] of Object.entries({ randomVmIdStart, randomVmIdEnd })) {
    if (value === undefined || (Number(value) >= VM_IDS.min && Number(value) <= VM_IDS.max)) continue;
    failures.push({ property, reason: `must be ${VM_IDS.min} to ${VM_IDS.max}, got ${String(value)}` });
  }
  return failures;
}

/** Makes the client of one `proxmoxve.Provider`. */
export function configureProxmox(config: Record<string, unknown>, allow: AllowEndpoint): ProxmoxClient {
  const [failure] = checkProxmoxConfig(config, new Set(), allow);
  if (failure) throw new ProviderError(`proxmoxve:${failure.property} ${failure.reason}`);
  return new ProxmoxClient({
    // The official provider drops a path too.
    endpoint: new URL(String(config.endpoint)).origin,
    apiToken: String(config.apiToken),
    insecure: plain(config.insecure) === true,
    ssh: { ...(plain(config.ssh) as Omit<NodeSshSettings, "allow"> | undefined), allow },
  });
}

/** What is no text comes as JSON in a text, as the SDK sends it. */
function plain(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
