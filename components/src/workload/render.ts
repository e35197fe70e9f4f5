import { createHash } from "node:crypto";
import { fillPlaceholders, fillText, type PlaceholderValues } from "../templates/fill-placeholders.ts";
import { ownEnvLines } from "./add-own-services.ts";
import { edgePort } from "./addressing.ts";
import type { BundleFile } from "./bundle.ts";
import { renderEnvFile } from "./env-file.ts";
import { ownServicesIn } from "./own-workload.ts";
import { placeholderValues } from "./placeholder-values.ts";
import { renderCompose } from "./render-compose.ts";
import type { TemplateRelease } from "./template-table.ts";
import { TlsMode } from "./tls-mode.ts";
import type { WorkloadSpec } from "./workload-spec.ts";

/**
 * One tenant's files: what `hostctl apply` is given. Secrets are in `.env`, and in those files that the manifest has rendered, only.
 *
 * @throws ComposeError when a slot may not run it.
 */
export function renderWorkload(spec: WorkloadSpec): BundleFile[] {
  const { release, project } = spec;
  const { files } = release.manifest;
  const values = placeholderValues(spec);
  const read = (path: string) => textFile(path, release.read(path));
  const mounted = [...files.copied.map(read), ...files.rendered.map((path) => renderFile(release, path, values))];
  const own = ownServicesIn(spec, values);
  const template = renderEnvFile(release.read("env.template"), { ...values, filesSha256: filesSha256(mounted) });
  const env = own === undefined ? template : `${template}${ownEnvLines(own)}`;
  return [
    textFile("project", `${project}\n`),
    textFile("compose.yaml", renderCompose(spec, env, own)),
    ...firstStartFile(spec),
    ...hookFiles(release),
    ...upstreamFile(spec, values),
    ...probeFile(release, values),
    { path: ".env", mode: 0o600, content: env },
    ...mounted,
    ...files.firstStart.map(read),
  ];
}

function textFile(path: string, content: string): BundleFile {
  return { path, mode: path.endsWith(".sh") ? 0o755 : 0o644, content };
}

function renderFile(release: TemplateRelease, path: string, values: PlaceholderValues): BundleFile {
  return textFile(path, fillPlaceholders(release.read(path), values));
}

/** What `hostctl` reads of it: `templates/host/hostctl` says how. */
function firstStartFile({ release, dataDirectory }: WorkloadSpec): BundleFile[] {
  const { firstStart } = release.manifest;
  if (firstStart === undefined) return [];
  const { service, data, mark, saidBy } = firstStart;
  return [textFile("first-start", `${service} ${dataDirectory}/${data} ${mark} ${saidBy}\n`)];
}

/** A line for each step: a service, and what its shell is given. The hook `healthy` is run after each apply, the others when they are asked for. */
function hookFiles({ manifest }: TemplateRelease): BundleFile[] {
  return Object.entries(manifest.hooks).map(([name, steps]) => {
    const path = name === "healthy" ? "on-healthy" : `hooks/${name.replace("/", "-")}`;
    return textFile(path, steps.map(({ service, run }) => `${service} ${run}\n`).join(""));
  });
}

/** What the edge of a shared host leads to: a service of the project, and its port. */
function upstreamFile({ release, addressing }: WorkloadSpec, values: PlaceholderValues): BundleFile[] {
  if (addressing.tls !== TlsMode.Edge || edgePort(release.manifest.ports) === undefined) return [];
  return [textFile("upstream", `${values.upstream}\n`)];
}

/**
 * What the workload answers when it is reached: a path and a status. Nobody on a real machine reads it; a simulated one, which runs no image,
 * answers by it. One that needs a credential is left out: secrets are in `.env`.
 */
function probeFile({ manifest: { probe } }: TemplateRelease, values: PlaceholderValues): BundleFile[] {
  if (probe === undefined || Object.keys(probe.headers).length > 0) return [];
  return [textFile("probe", `${fillText(`${probe.path} ${probe.status}`, values)}\n`)];
}

/** Changes with any of the files: Compose restarts the services that carry it, which a changed file alone does not make it do. */
function filesSha256(files: readonly BundleFile[]): string {
  const hash = createHash("sha256");
  for (const { path, content } of files) hash.update(`${path}\0${content}\0`);
  return hash.digest("hex");
}
