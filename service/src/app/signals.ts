import { EventEmitter } from "node:events";
import type { OperationSignals } from "./queue-port.ts";

/** Signals within one process, with the worker's side of a cancellation. */
export interface ProcessSignals extends OperationSignals {
  /** Calls back when somebody asks for the cancellation of an operation. Returns the end of the subscription. */
  onCancelRequest(operationId: string, listener: () => void): () => void;
  /** Calls back when an account is to be removed. Returns the end of the subscription. */
  onAccountRemoval(listener: () => void): () => void;
}

export function createSignals(): ProcessSignals {
  const progress = new EventEmitter().setMaxListeners(0);
  const cancels = new EventEmitter().setMaxListeners(0);
  const removals = new EventEmitter().setMaxListeners(0);
  return {
    progressed: (operationId) => void progress.emit(operationId),
    onProgress: (operationId, listener) => subscribe(progress, operationId, listener),
    cancelRequested: (operationId) => void cancels.emit(operationId),
    onCancelRequest: (operationId, listener) => subscribe(cancels, operationId, listener),
    accountRemovalRequested: () => void removals.emit("any"),
    onAccountRemoval: (listener) => subscribe(removals, "any", listener),
  };
}

function subscribe(emitter: EventEmitter, name: string, listener: () => void): () => void {
  emitter.on(name, listener);
  return () => void emitter.off(name, listener);
}
