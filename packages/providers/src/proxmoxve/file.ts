import { posix } from "node:path";
import { type CheckFailure, defineResource, type InputsOf, ProviderError, type StateOf } from "@freehold/provider-kit";
import type { FileLegacy, FileLegacyArgs } from "@muhlba91/pulumi-proxmoxve";
import type { ProxmoxClient } from "./client.ts";
import { deleteIfThere, isGone } from "./errors.ts";
import { writeOnNode } from "./node-ssh.ts";

type FileInputs = InputsOf<FileLegacyArgs>;
type FileState = StateOf<FileLegacy>;

interface StorageConfiguration {
  path?: string;
  content?: string;
}

interface Volume {
  volid: string;
  size: number;
  ctime?: number;
}

/** `proxmoxve.FileLegacy` for snippets: written over SSH, read and deleted over the API. */
export const file = defineResource<ProxmoxClient, FileInputs, FileState>({
  schema: {
    inputs: {
      contentType: { kind: "string", replaces: true, computed: true },
      datastoreId: { kind: "string", required: true, replaces: true },
      fileMode: { kind: "string", replaces: true },
      nodeName: { kind: "string", required: true, replaces: true },
      overwrite: { kind: "boolean", fallback: true },
      sourceFile: { kind: "object", replaces: true },
      sourceRaw: { kind: "object", replaces: true },
      timeoutUpload: { kind: "number", fallback: 1800 },
      uploadMode: { kind: "string", replaces: true, oneOf: ["sftp", "stream"] },
    },
    outputs: { fileModificationDate: {}, fileName: {}, fileSize: {}, fileTag: {} },
  },

  check: checkFile,

  async create({ client, inputs, signal, recordId }) {
    const { datastoreId, nodeName, sourceRaw } = inputs;
    const fileName = sourceRaw?.fileName ?? "";
    refuseModeOfOthers(client, inputs);
    const folder = await snippetsFolder(client, datastoreId, signal);
    const id = `${datastoreId}:snippets/${fileName}`;
    if (inputs.overwrite === false && (await findVolume(client, nodeName, id, signal)) !== undefined) {
      throw new ProviderError(`${id} exists already on node ${nodeName}, and overwrite is false`);
    }
    recordId(id, { fileName });
    const written = { path: posix.join(folder, fileName), content: sourceRaw?.data ?? "", mode: inputs.fileMode };
    await writeOnNode(client, nodeName, written, signal);
    const volume = await findVolume(client, nodeName, id, signal);
    if (volume === undefined) {
      throw new ProviderError(`${id} was written to ${written.path} and is not listed: is that node ${nodeName}?`);
    }
    return { id, shown: shownFile(volume) };
  },

  // An import names `<node>/<storage>:<content>/<file>`.
  async read({ client, id: asked, inputs, signal }) {
    const [, imported, volid] = /^([^/:]+)\/(.+)$/.exec(asked) ?? [];
    const id = volid ?? asked;
    const nodeName = imported ?? inputs.nodeName ?? "";
    const volume = await findVolume(client, nodeName, id, signal);
    const datastoreId = inputs.datastoreId ?? id.slice(0, id.indexOf(":"));
    return volume && { id, shown: shownFile(volume), inputs: { nodeName, datastoreId } };
  },

  async update({ client, id, inputs, signal }) {
    const volume = await findVolume(client, inputs.nodeName, id, signal);
    return shownFile(volume ?? { volid: id, size: 0 });
  },

  async delete({ client, id, inputs, signal }) {
    const { nodeName, datastoreId } = inputs;
    await deleteIfThere(async () => {
      const path = `/nodes/${nodeName}/storage/${datastoreId}/content/${encodeURIComponent(id)}`;
      await client.waitFor(await client.delete<string | null>(path, signal), signal);
    });
  },
});

function checkFile(inputs: Partial<FileInputs>): CheckFailure[] {
  const failures: CheckFailure[] = [];
  if (inputs.contentType !== undefined && inputs.contentType !== "snippets") {
    failures.push({
      property: "contentType",
      reason: `must be snippets in the stand-in for the sandbox, got "${inputs.contentType}"`,
    });
  }
  // `FileMode` in proxmoxtf/resource/validators/file.go reads digits.
  if (inputs.fileMode !== undefined && !/^0*[1-9]\d*$/.test(inputs.fileMode))
    failures.push({ property: "fileMode", reason: `must be digits such as 0600, got "${inputs.fileMode}"` });
  if (inputs.sourceFile !== undefined)
    failures.push({ property: "sourceFile", reason: "is not built in the stand-in for the sandbox; use sourceRaw" });
  const name = inputs.sourceRaw?.fileName;
  if (name !== undefined && !/^[\w.-]+$/.test(name))
    failures.push({
      property: "sourceRaw",
      reason: `fileName must be letters, digits, "_", "." and "-", got "${name}"`,
    });
  return failures;
}

/**
 * The official provider changes the mode as the user who logs in, of a file that was written by sudo: "only allowed for root@pam".
 * https://github.com/bpg/terraform-provider-proxmox/blob/d6bd1ffe00c0f2822ff6370b3dcb6e60eb1c3da9/docs/resources/virtual_environment_file.md
 */
function refuseModeOfOthers({ ssh }: ProxmoxClient, { fileMode }: FileInputs): void {
  const user = ssh.username ?? "root";
  if (fileMode === undefined || user === "root") return;
  throw new ProviderError(
    `failed to change file mode of remote file to ${fileMode}: permission denied for ${user}; fileMode is only allowed for root`,
  );
}

/** The folder of a storage's snippets, or why it has none. */
async function snippetsFolder(client: ProxmoxClient, datastore: string, signal: AbortSignal): Promise<string> {
  const storage = await client.find<StorageConfiguration>(`/storage/${datastore}`, signal);
  if (storage === undefined)
    throw new ProviderError(`datastoreId must name a storage of the cluster, got "${datastore}"`);
  const { path, content = "" } = storage;
  if (path === undefined) {
    throw new ProviderError(`storage without snippets: datastoreId "${datastore}" has no folder; name one of type dir`);
  }
  if (!content.split(",").includes("snippets")) {
    throw new ProviderError(
      `storage without snippets: datastoreId "${datastore}" holds ${content}; allow them on a node with: ` +
        `pvesm set ${datastore} --content ${content},snippets`,
    );
  }
  return posix.join(path, "snippets");
}

async function findVolume(
  client: ProxmoxClient,
  node: string,
  id: string,
  signal: AbortSignal,
): Promise<Volume | undefined> {
  const [datastore = ""] = id.split(":");
  try {
    const volumes = await client.get<Volume[]>(`/nodes/${node}/storage/${datastore}/content?content=snippets`, signal);
    return volumes.find(({ volid }) => volid === id);
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

function shownFile({ volid, size, ctime }: Volume) {
  return {
    contentType: "snippets",
    fileName: volid.split("/").at(-1) ?? volid,
    fileSize: size,
    fileModificationDate: ctime === undefined ? "" : new Date(ctime * 1000).toISOString(),
    fileTag: "",
  };
}
