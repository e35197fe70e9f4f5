import { createHash } from "node:crypto";
import { fillPlaceholders } from "../templates/fill-placeholders.ts";
import { templateText } from "../templates/template-text.ts";
import type { BundleFile } from "../workload/bundle.ts";
import { EdgeTls } from "./edge-args.ts";

/** The edge's name as a workload of its host. Slots are named by letters and digits of at least six: none can be called so. */
export const EDGE_WORKLOAD = "edge";
const PROJECT = "freehold-edge";
const LETS_ENCRYPT = "https://acme-v02.api.letsencrypt.org/directory";

/** All that makes the files of an edge. */
export interface EdgeSpec {
  tls: EdgeTls;
  zones: readonly string[];
  email: string;
  caServer?: string | undefined;
  zoneToken?: string | undefined;
  certificate?: { certificate: string; privateKey: string } | undefined;
}

/**
 * The files of an edge: what `hostctl apply edge` is given. What must outlive a release, and what the running container has mounted,
 * is under `volumes/`, which each release is laid over: a file that is of no use now is there and empty, so that none is left from before.
 */
export function renderEdge(spec: EdgeSpec): BundleFile[] {
  const config = renderConfig(spec);
  const filesSha256 = createHash("sha256").update(JSON.stringify(config)).digest("hex");
  return [
    text("project", `${PROJECT}\n`),
    text("compose.yaml", fillPlaceholders(templateText("edge/compose.yaml"), { filesSha256 })),
    { path: "on-slot", mode: 0o755, content: templateText("edge/on-slot") },
    { path: "post-apply", mode: 0o755, content: templateText("edge/post-apply") },
    text("zones", spec.zones.map((zone) => `${zone}\n`).join("")),
    text("route-tls", spec.tls === EdgeTls.Internal ? "{}\n" : "{ certResolver: own }\n"),
    ...(spec.tls === EdgeTls.AcmeDns ? [text("wildcard", "")] : []),
    ...config,
    text("volumes/dynamic/default-certificate.yaml", renderDefaultCertificate(spec)),
    // With a file in it the folder is root's of the machine, as Traefik is. Docker would make it for the root of remapped containers.
    text(
      "volumes/acme/README",
      "acme.json, which Traefik makes here, has the certificates and the account at their authority.\n",
    ),
  ];
}

function renderConfig(spec: EdgeSpec): BundleFile[] {
  const { email, caServer = LETS_ENCRYPT, zoneToken = "", certificate } = spec;
  const resolvers = fillPlaceholders(templateText(`edge/tls/${spec.tls}.yaml`), { email, caServer });
  return [
    text("volumes/config/traefik.yaml", `${templateText("edge/traefik.yaml")}${resolvers}`),
    secret("volumes/config/cloudflare-token", spec.tls === EdgeTls.AcmeDns ? zoneToken : ""),
    text("volumes/config/tls.crt", certificate?.certificate ?? ""),
    secret("volumes/config/tls.key", certificate?.privateKey ?? ""),
  ];
}

function renderDefaultCertificate({ certificate }: EdgeSpec): string {
  if (!certificate) return "# No certificate was given.\n";
  const files = "{ certFile: /etc/traefik/tls.crt, keyFile: /etc/traefik/tls.key }";
  return `tls: { stores: { default: { defaultCertificate: ${files} } } }\n`;
}

function text(path: string, content: string): BundleFile {
  return { path, mode: 0o644, content };
}

function secret(path: string, content: string): BundleFile {
  return { path, mode: 0o600, content };
}
