import { type Archive, defineResource, type InputsOf, ProviderError, type StateOf } from "@freehold/provider-kit";
import type { local } from "@pulumi/command";
import { commandInputs, writtenByCommand } from "./command-schema.ts";
import { type Assets, findArchive, findAssets } from "./local-assets.ts";
import { newId } from "./new-id.ts";
import { type Output, previousOutput } from "./output.ts";
import { runLocal } from "./run-local.ts";

type Inputs = InputsOf<local.CommandArgs>;
type Left = { assets?: Assets; archive?: Archive };
type State = Omit<StateOf<local.Command>, keyof Left> & Left;

/** `command.local.Command`: commands that this machine runs when the resource is made, changed and deleted. */
export const localCommand = defineResource<void, Inputs, State>({
  schema: {
    inputs: {
      ...commandInputs,
      dir: { kind: "string" },
      interpreter: { kind: "list" },
      assetPaths: { kind: "list" },
      archivePaths: { kind: "list" },
    },
    outputs: {
      stdout: writtenByCommand,
      stderr: writtenByCommand,
      assets: { changesOnUpdate: true },
      archive: { changesOnUpdate: true },
    },
  },

  async create(call) {
    const shown = await run(call.inputs.create, call);
    return { id: newId(call.name), shown };
  },

  // A command leaves nothing that could be looked at.
  async read({ inputs, state }) {
    if (Object.keys(inputs).length === 0) throw new ProviderError("a local.Command cannot be imported");
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
): Promise<Output & Left> {
  if (command === undefined) return { stdout: previous.stdout ?? "", stderr: previous.stderr ?? "" };
  const { inputs, log, signal } = call;
  const environment = { ...inputs.environment, ...previousOutput(previous, inputs.addPreviousOutputInEnv) };

  const { interpreter, dir, stdin, logging } = inputs;
  const output = await runLocal({ command, interpreter, dir, environment, stdin, logging, log, signal });
  return {
    ...output,
    ...(inputs.assetPaths ? { assets: await findAssets(dir ?? ".", inputs.assetPaths) } : {}),
    ...(inputs.archivePaths ? { archive: await findArchive(dir ?? ".", inputs.archivePaths) } : {}),
  };
}
