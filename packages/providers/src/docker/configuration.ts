import { type CheckFailure, ProviderError } from "@freehold/provider-kit";
import type { AllowEndpoint } from "../http/endpoint.ts";
import { DockerClient, type EngineAddress } from "./client.ts";
import { connectionFor, readSshOptions } from "./ssh-options.ts";

const ELSEWHERE = "this is the stand-in for the sandbox; other engines need the official docker plugin";
const NOT_BUILT = ["caMaterial", "certMaterial", "keyMaterial", "certPath", "context", "registryAuth"];
const DEFAULT_TCP_PORT = 2375;

/** Finds what is wrong with the configuration of a `docker.Provider`. */
export function checkDockerConfig(
  config: Record<string, unknown>,
  unknown: ReadonlySet<string>,
  allow: AllowEndpoint,
): CheckFailure[] {
  const notBuilt = NOT_BUILT.filter((property) => config[property] !== undefined).map((property) => ({
    property,
    reason: "is not built in the stand-in for the sandbox; leave it out",
  }));
  const host = unknown.has("host") ? [] : hostFailures(config.host, allow);
  return [...host, ...(unknown.has("sshOpts") ? [] : sshOptsFailures(config.sshOpts)), ...notBuilt];
}

/** Makes the client of one `docker.Provider`. */
export function configureDocker(config: Record<string, unknown>, allow: AllowEndpoint): DockerClient {
  const [failure] = checkDockerConfig(config, new Set(), allow);
  if (failure) throw new ProviderError(`docker:${failure.property} ${failure.reason}`);
  return new DockerClient(addressOf(String(config.host), listOf(config.sshOpts)));
}

function addressOf(host: string, sshOpts: readonly string[]): EngineAddress {
  const url = new URL(host);
  if (url.protocol === "unix:") return { kind: "socket", path: url.pathname };
  if (url.protocol === "ssh:") return { kind: "ssh", connection: connectionFor(host, sshOpts) };
  return { kind: "tcp", host: url.hostname, port: Number(url.port || DEFAULT_TCP_PORT) };
}

function hostFailures(host: unknown, allow: AllowEndpoint): CheckFailure[] {
  const fail = (reason: string) => [{ property: "host", reason }];
  if (typeof host !== "string" || host === "") return fail(`is required and was not given: ${ELSEWHERE}`);
  if (!URL.canParse(host) || !/^(ssh|tcp|unix):$/.test(new URL(host).protocol)) {
    return fail(
      `must be like ssh://user@127.0.0.1:22, tcp://127.0.0.1:2375 or unix:///var/run/docker.sock, got "${host}"`,
    );
  }
  const { protocol, username } = new URL(host);
  if (protocol === "unix:") return [];
  if (!allow(host)) return fail(`must be on this machine, got "${host}": ${ELSEWHERE}`);
  return protocol === "ssh:" && username === "" ? fail(`must name the user, ssh://user@…, got "${host}"`) : [];
}

function sshOptsFailures(sshOpts: unknown): CheckFailure[] {
  try {
    readSshOptions(listOf(sshOpts));
    return [];
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    return [{ property: "sshOpts", reason: error.message.replace(/^docker:sshOpts /, "") }];
  }
}

/** A list comes as JSON in a text, as the SDK sends it. */
function listOf(value: unknown): string[] {
  const list: unknown = typeof value === "string" ? JSON.parse(value) : value;
  return Array.isArray(list) ? list.map(String) : [];
}
