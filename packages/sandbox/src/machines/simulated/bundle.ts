import { parseTarGzip } from "nanotar";
import { parse } from "yaml";
import { z } from "zod";

/** One service of a workload's compose file. */
export interface ComposeService {
  name: string;
  image: string;
  /** It has a health check, so it is `starting` before it is `healthy`. */
  checked: boolean;
  /** Its restart policy brings it back after a boot. */
  restarts: boolean;
}

/** What `hostctl apply` reads on standard input. */
export interface Bundle {
  /** Compose project name. */
  project: string;
  services: ComposeService[];
  /** Path → text. */
  files: Map<string, string>;
}

/** A bundle that a real machine would refuse; the message is hostctl's. */
export class BundleRefused extends Error {}

const ComposeFile = z.object({
  services: z.record(
    z.string(),
    z.looseObject({
      image: z.string().default("built here"),
      restart: z.string().optional(),
      profiles: z.array(z.string()).default([]),
      healthcheck: z.looseObject({ disable: z.boolean().optional() }).optional(),
    }),
  ),
});

/** Unpacks the base64 of a gzipped tar archive, with the refusals of the real hostctl. */
export async function readBundle(base64: string): Promise<Bundle> {
  const files = await unpack(base64);
  const [compose, project] = ["compose.yaml", "project"].map((name) => {
    const text = files.get(name);
    if (text === undefined) {
      throw new BundleRefused(`the bundle has no file ${name}`);
    }
    return text;
  }) as [string, string];
  if (!/^[a-z0-9][a-z0-9_-]*$/.test(project.trim())) {
    throw new BundleRefused("the bundle's project name is not one that Compose takes");
  }
  return { project: project.trim(), services: composeServices(compose), files };
}

async function unpack(base64: string): Promise<Map<string, string>> {
  if (!/^[A-Za-z0-9+/\s]*=*\s*$/.test(base64)) {
    throw new BundleRefused("the bundle on standard input is not base64");
  }
  try {
    const items = await parseTarGzip(Buffer.from(base64, "base64"));
    const files = items.filter((item) => item.type !== "directory");
    return new Map(files.map((item) => [item.name.replace(/^\.\//, ""), item.text]));
  } catch {
    throw new BundleRefused("the bundle is not a gzipped tar archive");
  }
}

function composeServices(text: string): ComposeService[] {
  let document: unknown;
  try {
    document = parse(text);
  } catch (error) {
    throw new BundleRefused(`compose.yaml is not YAML: ${error instanceof Error ? error.message : String(error)}`);
  }
  const compose = ComposeFile.safeParse(document);
  if (!compose.success) {
    throw new BundleRefused(`compose.yaml is not a compose file: ${z.prettifyError(compose.error)}`);
  }
  return Object.entries(compose.data.services)
    .filter(([, service]) => service.profiles.length === 0)
    .map(([name, service]) => ({
      name,
      image: service.image,
      checked: service.healthcheck !== undefined && service.healthcheck.disable !== true,
      restarts: service.restart === "always" || service.restart === "unless-stopped",
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
