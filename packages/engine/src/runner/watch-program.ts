import { isGrpcError } from "@pulumi/pulumi/errors.js";

/** A look at what a program throws where nobody waits for it. */
export interface ProgramWatch {
  close(): void;
}

/** Time for a program that can end by itself, in milliseconds. */
const GRACE_MS = 2_000;

/**
 * Ends an engine whose program failed while it worked out an input. What depends on the resource that this input is for then waits for
 * ever, and with it the program and the engine: in a process of its own the program would end, in this one it does not. The engine has
 * been given what went wrong; what the engine refused itself (a gRPC error) it ends for.
 */
export function watchProgram(end: () => void): ProgramWatch {
  let timer: NodeJS.Timeout | undefined;
  const onRejection = (reason: unknown) => {
    if (!(reason instanceof Error) || !isGrpcError(reason)) timer ??= setTimeout(end, GRACE_MS);
  };
  process.on("unhandledRejection", onRejection);
  return {
    close() {
      process.off("unhandledRejection", onRejection);
      clearTimeout(timer);
    },
  };
}
