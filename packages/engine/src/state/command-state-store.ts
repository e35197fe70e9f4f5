import { isFreeholdError } from "@freehold/model";
import { z } from "zod";
import type { StackRef } from "../stack-ref.ts";
import { Deployment } from "./deployment.ts";
import type { StateStore } from "./state-store.ts";

/** Runs `pulumi <args>` for a stack and returns what it printed. */
export type PulumiRun = (
  ref: StackRef,
  passphrase: string,
  args: string[],
  files?: Record<string, string>,
) => Promise<string>;

const Export = z.looseObject({ version: z.number(), deployment: Deployment.nullish() });

/** Any backend of the engine, through the engine's own commands: PostgreSQL, S3, Google Cloud Storage, Azure. Each call is one process. */
export function createCommandStateStore(pulumi: PulumiRun): StateStore {
  const exported = async (ref: StackRef, passphrase: string) => {
    const text = await pulumi(ref, passphrase, ["stack", "export"]).catch(undefinedWhenMissing);
    return text === undefined ? undefined : Export.parse(JSON.parse(text));
  };
  return {
    prepare: async () => "needs_init",
    exists: async (ref) => (await exported(ref, "")) !== undefined,
    lockHolders: async () => undefined,
    unlock: async (ref, passphrase) =>
      void (await pulumi(ref, passphrase, ["cancel", "--yes"]).catch(undefinedWhenMissing)),
    // Such backends keep a state and what belongs to it in one object.
    mend: async () => {},
    read: async (ref, passphrase) => (await exported(ref, passphrase))?.deployment ?? undefined,
    async write(ref, passphrase, deployment) {
      const whole = await exported(ref, passphrase);
      const text = JSON.stringify({ ...whole, deployment });
      await pulumi(ref, passphrase, ["stack", "import", "--file", "edited.json"], { "edited.json": text });
    },
    remove: async (ref, passphrase) =>
      void (await pulumi(ref, passphrase, ["stack", "rm", "--yes", "--force", "--remove-backups"]).catch(
        undefinedWhenMissing,
      )),
  };
}

function undefinedWhenMissing(error: unknown): undefined {
  if (isFreeholdError(error) && error.code === "not_found") return undefined;
  throw error;
}
