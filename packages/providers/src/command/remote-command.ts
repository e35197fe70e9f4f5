import { defineResource, type InputsOf, ProviderError, type StateOf } from "@freehold/provider-kit";
import type { remote } from "@pulumi/command";
import { commandInputs, connectionInput, writtenByCommand } from "./command-schema.ts";
import { newId } from "./new-id.ts";
import { type Output, previousOutput } from "./output.ts";
import { execute } from "./ssh/execute.ts";

type Inputs = InputsOf<remote.CommandArgs>;

/** `command.remote.Command`: commands that a machine runs when the resource is made, changed and deleted. */
export const remoteCommand = defineResource<void, Inputs, StateOf<remote.Command>>({
  schema: {
    inputs: { ...commandInputs, connection: connectionInput },
    outputs: { stdout: writtenByCommand, stderr: writtenByCommand },
  },

  async create(call) {
    const shown = await run(call.inputs.create, call);
    return { id: newId(call.name), shown };
  },

  // A command leaves nothing that could be looked at.
  async read({ state }) {
    if (state.connection === undefined) throw new ProviderError("a remote.Command cannot be imported");
    return { shown: { ...state, stdout: state.stdout ?? "", stderr: state.stderr ?? "" } };
  },

  async update(call) {
    return run(call.inputs.update ?? call.inputs.create, call, call.state);
  },

  async delete(call) {
    await run(call.inputs.delete, call, call.state);
  },
});

async function run(
  command: string | undefined,
  call: { inputs: Inputs; log(line: string): void; signal: AbortSignal },
  previous: Partial<Output> = {},
): Promise<Output> {
  if (command === undefined) return { stdout: previous.stdout ?? "", stderr: previous.stderr ?? "" };
  const { inputs, log, signal } = call;
  const environment = { ...inputs.environment, ...previousOutput(previous, inputs.addPreviousOutputInEnv) };

  const { connection, stdin, logging } = inputs;
  return execute({ connection, command, environment, stdin, logging, log, signal });
}
