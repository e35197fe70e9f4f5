import { createHash } from "node:crypto";
import { renderWorkload } from "../workload/render.ts";
import { type TemplateRelease, templateTable } from "../workload/template-table.ts";
import { TlsMode } from "../workload/tls-mode.ts";

/** The files of one tenant in a slot behind an edge, as a stack renders them; its secrets are made of its id. */
export function supabaseFilesForSlot(version: string, tenantId: string, dataDirectory: string, databasePort: number) {
  const secretOf = (name: string) => createHash("sha256").update(`${tenantId} ${name}`).digest("hex");
  const release = templateTable().version("supabase", version) as TemplateRelease;
  return renderWorkload({
    release,
    tenantId,
    project: `fh-${tenantId}`,
    name: tenantId,
    addressing: {
      host: `${tenantId}.example.com`,
      tls: TlsMode.Edge,
      ports: { api: databasePort - 1, db: databasePort, studio: databasePort + 1 },
      sharedMachine: true,
      allowedFrom: [],
    },
    isSlot: true,
    dataDirectory,
    secrets: Object.fromEntries(Object.keys(release.manifest.secrets).map((name) => [name, secretOf(name)])),
    settings: {},
  });
}
