import type { InputProperty, OutputProperty } from "@freehold/provider-kit";

/** Inputs that `local.Command` and `remote.Command` share. A change runs `update`, or else `create`, again. */
export const commandInputs = {
  create: { kind: "string" },
  update: { kind: "string" },
  delete: { kind: "string" },
  stdin: { kind: "string" },
  environment: { kind: "object" },
  triggers: { kind: "list", replaces: true },
  addPreviousOutputInEnv: { kind: "boolean", fallback: true },
  logging: { kind: "string", oneOf: ["stdout", "stderr", "stdoutAndStderr", "none"] },
} as const satisfies Record<string, InputProperty>;

/** How to reach a machine. It is secret as a whole; messages may show which machine it is. */
export const connectionInput = {
  kind: "object",
  required: true,
  secret: true,
  mayShow: ["host", "user", "hostKey"],
} as const satisfies InputProperty;

/** A command may repeat any of its inputs, so what it writes is as secret as they are. */
export const writtenByCommand = { secret: "when an input is", changesOnUpdate: true } as const satisfies OutputProperty;
