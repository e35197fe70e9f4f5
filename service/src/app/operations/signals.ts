import { EventEmitter } from "node:events";
import type { OperationSignals } from "./queue-port.ts";

/** Signals within one process, with the worker's side of them. */
export interface ProcessSignals extends OperationSignals {
  /** Calls back when somebody asks for the cancellation of an operation. Returns the end of the subscription. */
  onCancelRequest(operationId: string, listener: () => void): () => void;
  /** Calls back when an account is to be removed. Returns the end of the subscription. */
  onAccountRemoval(listener: () => void): () => void;
  /** Notifies workers that operations wait in the queue. */
  workWaits(): void;
  /** Calls back at each {@link workWaits}. Returns the end of the subscription. */
  onWorkWaiting(listener: () => void): () => void;
}

/** What a signal is about. */
export const SIGNAL_KINDS = ["progress", "cancel", "removal", "work"] as const;
export type SignalKind = (typeof SIGNAL_KINDS)[number];

/** What is said instead of an operation's id where it is about none. */
const ANY = "any";

/** Signals, and their way to other processes. */
export interface Signals extends ProcessSignals {
  /** Notifies the listeners of this process what another process said. */
  hear(kind: SignalKind, operationId: string): void;
}

/**
 * Every signal has a slower way beside it, a poll or a heartbeat: one that is lost costs seconds and nothing else.
 *
 * @param pass Passes a signal of this process on to the others. @default - there are no others
 */
export function createSignals(pass: (kind: SignalKind, operationId: string) => void = () => {}): Signals {
  const emitters = Object.fromEntries(
    SIGNAL_KINDS.map((kind) => [kind, new EventEmitter().setMaxListeners(0)]),
  ) as Record<SignalKind, EventEmitter>;
  const hear = (kind: SignalKind, operationId: string): void => void emitters[kind].emit(operationId);
  const say = (kind: SignalKind, operationId = ANY): void => {
    hear(kind, operationId);
    pass(kind, operationId);
  };
  return {
    hear,
    progressed: (operationId) => say("progress", operationId),
    onProgress: (operationId, listener) => subscribe(emitters.progress, operationId, listener),
    cancelRequested: (operationId) => say("cancel", operationId),
    onCancelRequest: (operationId, listener) => subscribe(emitters.cancel, operationId, listener),
    accountRemovalRequested: () => say("removal"),
    onAccountRemoval: (listener) => subscribe(emitters.removal, ANY, listener),
    workWaits: () => say("work"),
    onWorkWaiting: (listener) => subscribe(emitters.work, ANY, listener),
  };
}

function subscribe(emitter: EventEmitter, name: string, listener: () => void): () => void {
  emitter.on(name, listener);
  return () => void emitter.off(name, listener);
}
