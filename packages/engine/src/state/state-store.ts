import type { StackRef } from "../stack-ref.ts";
import type { Deployment } from "./deployment.ts";

/** Who holds a stack's lock. */
export interface LockHolder {
  pid: number;
  host: string;
  /** ISO 8601. */
  since: string;
}

/** The backend that keeps the stacks' state. Only stacks without a running operation may be touched through it. */
export interface StateStore {
  /** Makes an empty stack where none is; `needs_init` when only the engine's `stack init` can. */
  prepare(ref: StackRef): Promise<"ready" | "needs_init">;

  exists(ref: StackRef): Promise<boolean>;

  /** The stack's locks; undefined when the backend cannot say. */
  lockHolders(ref: StackRef): Promise<LockHolder[] | undefined>;

  /** Takes every lock of the stack away. Prove their holders dead first: the lock does not fence. */
  unlock(ref: StackRef, passphrase: string): Promise<void>;

  /** Takes away what an engine that was killed left half-written beside the state, without which nothing reads the state. */
  mend(ref: StackRef): Promise<void>;

  /** What the stack consists of; undefined for a stack that is not there or was never built. */
  read(ref: StackRef, passphrase: string): Promise<Deployment | undefined>;

  write(ref: StackRef, passphrase: string, deployment: Deployment): Promise<void>;

  /** Removes state, history, backups and locks. What is not there is fine. */
  remove(ref: StackRef, passphrase: string): Promise<void>;
}
