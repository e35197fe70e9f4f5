import { createHash } from "node:crypto";
import { parseDocument } from "yaml";
import { canonicalCompose } from "../compose/canonical-compose.ts";
import { templateText } from "../templates/template-text.ts";
import type { BundleFile } from "./bundle.ts";
import { type Addressing, publicUrl } from "./endpoints.ts";
import { readEnvFile, renderEnvFile } from "./env-file.ts";
import { supabaseVersion, type TemplateVersion } from "./manifest.ts";
import { settingValues } from "./settings.ts";
import { hasOwnProxy, TlsMode } from "./tls-mode.ts";

/** Login of Studio, whose password is generated. */
export const DASHBOARD_USERNAME = "supabase";

/** What the edge of a shared host leads to: a service of the project, and its port. */
const GATEWAY = "kong:8000";

/** Networks that containers and the proxy are in; what it says about the caller is believed. */
const PRIVATE_NETWORKS = "10.0.0.0/8,172.16.0.0/12,192.168.0.0/16";

/** All that makes one tenant's files. */
export interface SupabaseSpec {
  version: string;
  tenantId: string;
  /** Compose's name of the project: in the name of every container, network and volume. */
  project: string;
  /** The tenant's name, as Studio shows it. */
  tenantName: string;
  addressing: Addressing;
  /** Other tenants' containers run on the machine too. @default false */
  sharedMachine?: boolean;
  /** The machine is a slot, which takes the compose file in the canonical form. @default false */
  isSlot?: boolean;
  /** Folder on the machine that the data is in. */
  dataDirectory: string;
  /** The generated secrets, by their names in the manifest. */
  secrets: Readonly<Record<string, string>>;
  anonKey: string;
  serviceRoleKey: string;
  /** Settings that the tenant chose. */
  settings: Readonly<Record<string, string>>;
  /** What the database shows, and which networks may reach it from outside. @default - none may */
  database?: { certificate: string; key: string; allowedFrom: readonly string[] };
}

/**
 * One tenant's files: what `hostctl apply` is given. Secrets are in `.env` only.
 *
 * @throws Error when the template has no such version; ComposeError when a slot may not run it.
 */
export function renderSupabase(spec: SupabaseSpec): BundleFile[] {
  const version = supabaseVersion(spec.version);
  if (!version) throw new Error(`the supabase template has no version ${spec.version}`);
  const read = (path: string) => textFile(path, templateText(`supabase/${spec.version}/${path}`));
  const mounted = version.files.map(read);
  const env = renderEnv(spec, filesSha256(mounted));
  const compose = renderCompose(read("compose.yaml").content, leftOut(spec));
  return [
    textFile("project", `${spec.project}\n`),
    textFile("compose.yaml", spec.isSlot ? forSlot(compose, spec, env) : compose),
    textFile("first-start", renderFirstStart(version.firstStart, spec.dataDirectory)),
    textFile("on-healthy", version.onHealthy.map(({ service, run }) => `${service} ${run}\n`).join("")),
    ...(spec.addressing.tls === TlsMode.Edge ? [textFile("upstream", `${GATEWAY}\n`)] : []),
    { path: ".env", mode: 0o600, content: env },
    ...mounted,
    ...version.firstStartFiles.map(read),
  ];
}

/** What `hostctl` reads of it: `templates/host/hostctl` says how. */
function renderFirstStart(
  { service, data, mark, saidBy }: TemplateVersion["firstStart"],
  dataDirectory: string,
): string {
  return `${service} ${dataDirectory}/${data} ${mark} ${saidBy}\n`;
}

function textFile(path: string, content: string): BundleFile {
  return { path, mode: path.endsWith(".sh") ? 0o755 : 0o644, content };
}

/**
 * Services of the template that a tenant goes without: the proxy where TLS ends elsewhere, and on a machine with other tenants the
 * log collector, whose socket is power over all of them.
 */
export function leftOut({
  addressing,
  sharedMachine,
}: {
  addressing: Pick<Addressing, "tls">;
  sharedMachine?: boolean;
}): string[] {
  return [...(hasOwnProxy(addressing.tls) ? [] : ["proxy"]), ...(sharedMachine ? ["vector"] : [])];
}

/** The services as they are in the template, but for those left out. */
function renderCompose(template: string, without: readonly string[]): string {
  if (without.length === 0) return template;
  const compose = parseDocument(template);
  for (const service of without) compose.deleteIn(["services", service]);
  if (without.includes("proxy")) {
    for (const volume of ["caddy-data", "caddy-config"]) compose.deleteIn(["volumes", volume]);
  }
  return compose.toString({ lineWidth: 0 });
}

/**
 * The same for a slot: written anew from what it may run. Supavisor's image raises its open files to 100,000, and does not start where
 * that is refused (`RLIMIT_NOFILE` in its Dockerfile, read by limits.sh): https://github.com/supabase/supavisor/blob/main/Dockerfile
 */
function forSlot(compose: string, { project, dataDirectory, addressing }: SupabaseSpec, env: string): string {
  const document = parseDocument(compose);
  if (document.hasIn(["services", "supavisor"])) {
    document.setIn(["services", "supavisor", "environment", "RLIMIT_NOFILE"], "10000");
  }
  const ports = Object.values(addressing.ports);
  return canonicalCompose(document.toString(), { project, dataDirectory, ports, values: readEnvFile(env) });
}

function renderEnv(spec: SupabaseSpec, filesSha: string): string {
  const { addressing } = spec;
  const { host, domain, tls, ports } = addressing;
  const settings = settingValues(spec.settings);
  const url = publicUrl(addressing);
  return renderEnvFile(templateText(`supabase/${spec.version}/env.template`), {
    ...spec.secrets,
    ...settings,
    siteUrl: settings.siteUrl || url,
    projectName: settings.projectName || spec.tenantName,
    project: spec.project,
    tenantId: spec.tenantId,
    filesSha256: filesSha,
    dataDirectory: spec.dataDirectory,
    hosts: domain === undefined ? host : `${host}, ${domain}`,
    caddyTls: tls === "internal" ? "tls internal" : "",
    url,
    publicPort: String(tls === "none" ? ports.api : 443),
    trustedProxies: tls === "none" ? "127.0.0.1/32" : PRIVATE_NETWORKS,
    // Behind the proxy the gateway is for the machine itself only: what comes in from outside must come encrypted.
    apiBind: tls === "none" ? "0.0.0.0" : "127.0.0.1",
    "port.api": String(ports.api),
    "port.studio": String(ports.studio),
    "port.db": String(ports.db),
    "bind.db": databaseBind(spec),
    "certificate.db.base64": base64(spec.database?.certificate ?? ""),
    "certificateKey.db.base64": base64(spec.database?.key ?? ""),
    "allowedFrom.db": (spec.database?.allowedFrom ?? []).join(","),
    ANON_KEY: spec.anonKey,
    SERVICE_ROLE_KEY: spec.serviceRoleKey,
    dashboardUsername: DASHBOARD_USERNAME,
  });
}

/**
 * Where the database's port is published, in front of the port. A slot's only for IPv4: what comes by IPv6 is passed on by Docker under
 * an address of its own, so that nobody would know whether it may.
 */
function databaseBind({ database, sharedMachine, addressing }: SupabaseSpec): string {
  if (database !== undefined) return sharedMachine ? "0.0.0.0:" : "";
  return addressing.tls === "none" ? "" : "127.0.0.1:";
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

/** Changes with any of the files: Compose restarts the services that carry it, which a changed file alone does not make it do. */
function filesSha256(files: readonly BundleFile[]): string {
  const hash = createHash("sha256");
  for (const { path, content } of files) hash.update(`${path}\0${content}\0`);
  return hash.digest("hex");
}
