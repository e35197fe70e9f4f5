import { createHash } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { ENGINE_SHA256 } from "./digests.mjs";
import { requireSpace } from "./disk-space.mjs";
import { engineFault } from "./find-engine.mjs";
import { startProgress } from "./progress.mjs";
import { runTool } from "./run-tool.mjs";
import { PULUMI_DOWNLOADS, PULUMI_VERSION, SPACE_GIB } from "./versions.mjs";

const ANSWER_WITHIN_MS = 5000;
const STALLED_AFTER_MS = 30_000;
const MIB = 1024 ** 2;

/** The archive could not be had; the next way of getting the engine is tried. */
class DownloadFailed extends Error {}

/**
 * Fills `folder` with the official release: `bin/pulumi` and its language hosts. The archive is compared with its pinned digest before
 * anything of it is unpacked, also one of a mirror.
 *
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string | undefined>} Why it could not be had, or nothing when it is there.
 */
export async function downloadEngine(folder, env) {
  await requireSpace(folder, SPACE_GIB.engineDownload, `installing Pulumi ${PULUMI_VERSION}`);
  const base = env.FREEHOLD_PULUMI_DOWNLOADS ?? PULUMI_DOWNLOADS;
  const platform = `${process.platform}-${process.arch}`;
  const pinned = ENGINE_SHA256[platform];
  if (pinned === undefined) return `there is no pinned digest of the release for ${platform}`;
  const progress = startProgress(`downloading Pulumi ${PULUMI_VERSION} from ${base}`);

  try {
    const archive = join(folder, "archive.tar.gz");
    const digest = await save(`${base}/pulumi-v${PULUMI_VERSION}-${platform}.tar.gz`, archive, (bytes) =>
      progress.update(`${Math.round(bytes / MIB)} MiB`),
    );
    if (digest !== pinned) throw new DownloadFailed(`its SHA-256 is ${digest}, pinned is ${pinned}`);
    await unpack(archive, folder, env);
    progress.end("done");
    return undefined;
  } catch (error) {
    if (!(error instanceof DownloadFailed)) throw error;
    progress.end(`not possible, ${error.message}`);
    return error.message;
  }
}

/**
 * @param {string} url
 * @param {string} file
 * @param {(bytes: number) => void} report
 * @returns {Promise<string>} The file's SHA-256.
 */
async function save(url, file, report) {
  const output = await open(file, "w");
  const hash = createHash("sha256");
  try {
    let bytes = 0;
    for await (const chunk of receive(url)) {
      await output.write(chunk);
      hash.update(chunk);
      bytes += chunk.byteLength;
      report(bytes);
    }
  } finally {
    await output.close();
  }
  return hash.digest("hex");
}

/**
 * @param {string} url
 * @returns {AsyncGenerator<Uint8Array>}
 */
async function* receive(url) {
  const abort = new AbortController();
  const giveUp = () => abort.abort(new Error("the server did not answer in time"));
  let timer = setTimeout(giveUp, ANSWER_WITHIN_MS);

  try {
    const response = await fetch(url, { signal: abort.signal });
    if (!response.ok || !response.body) throw new Error(`the server answered ${response.status}`);

    for await (const chunk of response.body) {
      clearTimeout(timer);
      timer = setTimeout(giveUp, STALLED_AFTER_MS);
      yield chunk;
    }
  } catch (error) {
    throw new DownloadFailed(reasonOf(error), { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

/**
 * `fetch` says only "fetch failed"; the reason is in its cause.
 *
 * @param {unknown} error
 */
function reasonOf(error) {
  const { cause, message } = /** @type {Error & { cause?: NodeJS.ErrnoException }} */ (error);
  return cause?.code ?? cause?.message ?? message;
}

/**
 * @param {string} archive
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} env
 */
async function unpack(archive, folder, env) {
  const { status, output } = await runTool("tar", ["-xzf", archive, "-C", folder], { env });
  if (status !== 0) throw new DownloadFailed(`tar could not unpack the archive: ${output.join(" ")}`);

  await rm(archive);
  await rename(join(folder, "pulumi"), join(folder, "bin"));
  const fault = await engineFault(join(folder, "bin", "pulumi"), env);
  if (!fault) return;

  await rm(join(folder, "bin"), { recursive: true });
  throw new DownloadFailed(`the downloaded engine ${fault}`);
}
