import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createEngine, type Engine } from "@freehold/engine";
import type { PlannedChange } from "@freehold/model";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { engineReason, pulumiBin, withEngine } from "../system/engine-binary.ts";
import { configOf, type EarlierState, earlierStates, readEarlierState } from "./earlier-state.ts";
import { type FreeNames, serveFreeNames } from "./serve-free-names.ts";

/** What a newer bundle changes on a machine: the commands run again, in place. Its hostctl comes before them, by SSH. */
const NEW_BUNDLE = ["create tenant-machine-hostctl", "update supabase-apply: stdin", "update supabase-wait: stdin"];
/** A slot's bundles are signed since, which its host has to be able to check. */
const SIGNED_BUNDLE = [
  "create supabase-release",
  "create tenant-machine-host-hostctl",
  "create tenant-machine-host-program",
  "create tenant-machine-signing-key",
  "update supabase-apply: create, stdin",
  "update supabase-wait: stdin",
  "update tenant-machine-slot: create",
];

/**
 * All that an `up` of this version may do to a stack of then. It is the whole: whatever is replaced or deleted is a tenant's data, and a
 * secret that is made again is one that nobody knows any more. A line more, for a resource that is made or changed in place, has a reason.
 */
const FORESEEN: Readonly<Record<string, readonly string[]>> = {
  "by-hand": NEW_BUNDLE,
  digitalocean: NEW_BUNDLE,
  hetzner: NEW_BUNDLE,
  proxmox: NEW_BUNDLE,
  "shared-host": [
    "create host-server-machine-hostctl",
    "update host-edge-apply: stdin",
    "update host-edge-wait: stdin",
    "update host-slots: stdin",
  ],
  slot: SIGNED_BUNDLE,
  "slot-at-edge": SIGNED_BUNDLE,
};

withEngine(`what 65e8db1 built${engineReason}`, () => {
  let home: string;
  let engine: Engine;
  let names: FreeNames;

  beforeAll(async () => {
    names = await serveFreeNames();
    home = await mkdtemp(path.join(tmpdir(), "freehold-earlier-"));
    engine = await createEngine({ pulumiBin: pulumiBin ?? "", home, standIns: true, poolSize: 1 });
  });
  afterAll(async () => {
    await engine.close();
    names.close();
    await rm(home, { recursive: true });
  });

  test.each(earlierStates())("loses nothing to an `up` of this version: %s", async (name) => {
    const state = readEarlierState(name);
    await put(state);

    const changes = await previewOf(state);

    expect(changes).toEqual(FORESEEN[name]);
  });

  async function previewOf(state: EarlierState): Promise<string[]> {
    const { program, stack, passphrase } = state;
    const config = { ...configOf(state), "cloudflare:baseUrl": { value: names.endpoint } };
    const request = { program, stack, passphrase, config, operationId: "opnow", action: "preview" } as const;
    const { plan = [] } = await engine.run(request, { onEvent: () => undefined });
    return plan.map(asLine).sort();
  }

  /** As `pulumi stack import`, without its process. */
  async function put({ program, stack, export: { version, deployment } }: EarlierState): Promise<void> {
    const project = `freehold-${program}`;
    const file = path.join(home, "state/.pulumi/stacks", project, `${stack}.json`);
    const checkpoint = { stack: `organization/${project}/${stack}`, latest: deployment };
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, JSON.stringify({ version, checkpoint }));
  }
});

function asLine({ op, name, because }: PlannedChange): string {
  return because.length === 0 ? `${op} ${name}` : `${op} ${name}: ${because.join(", ")}`;
}
