import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { RunRequest } from "@freehold/engine";
import { findEngine } from "@freehold/toolchain";
import { type EarlierState, sealConfig } from "./earlier-state.ts";
import { type Checkout, openCheckout } from "./open-checkout.ts";
import { type StackToBuild, stacksToBuild } from "./stacks-to-build.ts";

const USAGE = "usage: node test/earlier/main.ts CHECKOUT   (65e8db1, with its dependencies installed; see README.md)";

const [, , folder] = process.argv;
if (folder === undefined) throw new Error(USAGE);
const pulumiBin = await findEngine({ env: process.env });
if (pulumiBin === undefined) throw new Error("there is no Pulumi engine");
const home = await mkdtemp(path.join(tmpdir(), "freehold-earlier-"));
const checkout = await openCheckout(path.resolve(folder), home, pulumiBin);
try {
  for (const [name, wanted] of Object.entries(stacksToBuild(checkout))) await make(checkout, name, wanted);
} finally {
  await checkout.close();
  await rm(home, { recursive: true, force: true });
}

/** Builds one stack by the earlier version, and keeps what that version's engine exports of it. */
async function make(checkout: Checkout, name: string, { is, program, stack, config, byHand }: StackToBuild) {
  const passphrase = `passphrase of the stack ${stack}, for tests alone`;
  const request: RunRequest = { program, stack, operationId: "opearlier", action: "up", config, passphrase };
  if (byHand) await checkout.pulumiUp(request);
  else await checkout.engine.run(request, { onEvent: () => undefined });
  const state: EarlierState = {
    ...{ is, program, stack, passphrase, config: sealConfig(passphrase, config) },
    export: await checkout.exported(request),
  };
  const text = `${JSON.stringify(state, undefined, 1)}\n`;
  await writeFile(new URL(`./states/${name}.json`, import.meta.url), text);
  process.stdout.write(`${name}: ${state.export.deployment.resources.length} resources, ${text.length} bytes\n`);
}
