import type { InventoryTargets, RunRequest, StackTarget } from "@freehold/engine";
import type { AccountRef } from "../../app/accounts/account-target.ts";
import type { CloudTarget } from "../../app/accounts/clouds-port.ts";
import type { OperationContext } from "../runner/context.ts";

/** What a stack is asked for. A preview foresees what is protected, too: only what is carried out must not touch it. */
export type StackAction = "up" | "destroy" | "preview";

/** Where something is built, and on what. */
export interface StackPlace extends AccountRef {
  region: string;
  /** Null where nobody recorded it. */
  machineType: string | null;
  /** The shared host of a slot. @default - a machine of its own */
  hostId?: string | null;
}

/** What is built by a stack of its own and taken down with it: a tenant, or a shared host that was ordered. */
export interface StackSubject<Context extends OperationContext> {
  /** As messages call it. */
  noun: "tenant" | "host";
  place(context: Context): StackPlace;
  /** The engine's name of its stack. */
  stack(context: Context): StackTarget;
  passphrase(context: Context): string;
  /** @param run `protect`: its resources refuse to be deleted */
  config(
    context: Context,
    target: CloudTarget,
    run: { action: StackAction; protect: boolean },
  ): RunRequest["config"] | Promise<RunRequest["config"]>;
  /** Where what it has is looked for, by which label. */
  inventory(context: Context, target: CloudTarget): InventoryTargets;
}
