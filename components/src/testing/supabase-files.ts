import { createHash } from "node:crypto";
import { supabaseVersion } from "../supabase-stack/manifest.ts";
import { renderSupabase } from "../supabase-stack/render.ts";
import { TlsMode } from "../supabase-stack/tls-mode.ts";

/** The files of one tenant in a slot behind an edge, as a stack renders them; its secrets are made of its id. */
export function supabaseFilesForSlot(version: string, tenantId: string, dataDirectory: string, databasePort: number) {
  const secretOf = (name: string) => createHash("sha256").update(`${tenantId} ${name}`).digest("hex");
  const names = Object.keys(supabaseVersion(version)?.secrets ?? {});
  return renderSupabase({
    version,
    tenantId,
    project: `fh-${tenantId}`,
    tenantName: tenantId,
    addressing: {
      host: `${tenantId}.example.com`,
      tls: TlsMode.Edge,
      ports: { api: databasePort - 1, db: databasePort, studio: databasePort + 1 },
      hasStudio: false,
    },
    sharedMachine: true,
    isSlot: true,
    dataDirectory,
    secrets: Object.fromEntries(names.map((name) => [name, secretOf(name)])),
    anonKey: `${secretOf("anon")}.a.n`,
    serviceRoleKey: `${secretOf("service")}.s.r`,
    settings: {},
  });
}
