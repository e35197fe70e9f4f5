import {
  Archive,
  Asset,
  type CheckFailure,
  defineResource,
  type InputsOf,
  ProviderError,
  type StateOf,
} from "@freehold/provider-kit";
import type { remote } from "@pulumi/command";
import { connectionInput } from "./command-schema.ts";
import { newId } from "./new-id.ts";
import { copy, type Source } from "./ssh/copy.ts";

type WithSource<Properties> = Omit<Properties, "source"> & { source: Asset | Archive };
type Inputs = WithSource<InputsOf<remote.CopyToRemoteArgs>>;

/** `command.remote.CopyToRemote`: a file, folder or text, copied to a machine. Deleting it leaves the copy there. */
export const copyToRemote = defineResource<void, Inputs, WithSource<StateOf<remote.CopyToRemote>>>({
  schema: {
    inputs: {
      connection: connectionInput,
      remotePath: { kind: "string", required: true },
      source: { kind: "asset", required: true },
      triggers: { kind: "list", replaces: true },
    },
    outputs: {},
  },

  check: checkSource,

  async create({ name, inputs, signal }) {
    await copy(inputs.connection, sourceOf(inputs), inputs.remotePath, signal);
    return { id: newId(name), shown: {} };
  },

  async read({ state }) {
    if (state.connection === undefined) throw new ProviderError("a remote.CopyToRemote cannot be imported");
    return { shown: state };
  },

  async update({ inputs, oldInputs, signal }) {
    const changed = inputs.source.hash !== oldInputs.source.hash || inputs.remotePath !== oldInputs.remotePath;
    if (changed) await copy(inputs.connection, sourceOf(inputs), inputs.remotePath, signal);
    return {};
  },

  async delete() {},
});

function checkSource({ source }: Partial<Inputs>): CheckFailure[] {
  if (source instanceof Asset && source.path === undefined && source.text === undefined && source.hash === undefined) {
    return [{ property: "source", reason: "must be a FileAsset or a StringAsset, got a RemoteAsset" }];
  }
  if (source instanceof Archive && source.path === undefined) {
    return [{ property: "source", reason: "must be a FileArchive of a path, got another kind of archive" }];
  }
  return [];
}

function sourceOf({ source }: Inputs): Source {
  return source.path === undefined ? { text: (source instanceof Asset && source.text) || "" } : { path: source.path };
}
