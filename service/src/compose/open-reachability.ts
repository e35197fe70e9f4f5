import { readFile } from "node:fs/promises";
import { FreeholdError } from "@freehold/model";
import { openForward } from "../app/hosts/open-forward.ts";
import type { Reachability } from "../app/reachability/reachability-port.ts";
import type { Config } from "../config/config.ts";
import { createReachability } from "../reachability/create-reachability.ts";
import type { OpenClouds } from "./open-clouds.ts";

/** Before the first further look at a tenant that is waited for, in milliseconds. */
const PAUSE_MS = 1_000;
const FORWARD_TIMEOUT_MS = 10_000;

/** How tenants are reached: as the settings say and, where they do not, as the sandbox says of itself. */
export async function openReachability(
  { from, resolvers, ports, authorities, giveUpSec }: Config["reachability"],
  internet: OpenClouds["internet"],
): Promise<Reachability> {
  const known = resolvers ?? (internet && [internet.resolver]);
  const trusted = authorities === undefined ? internet?.authority : await readAuthorities(authorities);
  return createReachability({
    ...(known !== undefined && { resolvers: known }),
    ports: ports ?? internet?.ports ?? {},
    authorities: trusted === undefined ? [] : [trusted],
    // What slots publish on a container machine is open within the machine alone.
    fromMachine: ({ tls }) => from === "machine" || (internet?.machineKind === "container" && tls === "none"),
    forward: (machine, port) => openForward(machine, port, FORWARD_TIMEOUT_MS),
    giveUpMs: giveUpSec * 1000,
    pauseMs: PAUSE_MS,
  });
}

async function readAuthorities(file: string): Promise<string> {
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    throw unusable(file, "cannot be read", cause);
  });
  if (!text.includes("-----BEGIN CERTIFICATE-----")) throw unusable(file, "holds no certificate");
  return text;
}

function unusable(file: string, what: string, cause?: unknown): FreeholdError {
  return new FreeholdError("invalid_request", `FREEHOLD_PROBE_CA names ${file}, which ${what}`, {
    ...(cause !== undefined && { cause }),
    nextStep: "name a file with certificates in PEM form, or leave it out, and start again",
  });
}
