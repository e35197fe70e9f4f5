import { createHash } from "node:crypto";
import { expect, test } from "@jest/globals";
import { parse } from "yaml";
import type { Addressing } from "./addressing.ts";
import type { BundleFile } from "./bundle.ts";
import { renderWorkload } from "./render.ts";
import { type TemplateRelease, templateTable } from "./template-table.ts";
import { TlsMode } from "./tls-mode.ts";
import type { WorkloadSpec } from "./workload-spec.ts";

interface Service {
  image: string;
  restart?: string;
  container_name?: string;
  network_mode?: string;
  healthcheck?: { test: string[] };
  ports?: string[];
  volumes?: string[];
  environment?: Record<string, string>;
  networks?: { default: { aliases: string[] } };
}
interface Compose {
  name: string;
  services: Record<string, Service>;
  volumes: Record<string, object>;
}

const VERSIONS = templateTable().template("supabase")?.versions ?? [];

function releaseOf(version: string): TemplateRelease {
  return templateTable().version("supabase", version) as TemplateRelease;
}

function specOf(version: string, tenantId = "tabc123", change: Partial<WorkloadSpec> = {}): WorkloadSpec {
  const release = releaseOf(version);
  const secretOf = (name: string) => createHash("sha256").update(`${tenantId} ${name}`).digest("hex");
  return {
    release,
    tenantId,
    project: `fh-${tenantId}`,
    name: "acme",
    addressing: addressingOf(tenantId),
    dataDirectory: "./volumes",
    secrets: Object.fromEntries(Object.keys(release.manifest.secrets).map((name) => [name, secretOf(name)])),
    settings: {},
    ...change,
  };
}

function addressingOf(tenantId: string, change: Partial<Addressing> = {}): Addressing {
  const base = tenantId === "tabc123" ? 54000 : 54001;
  const ports = { api: base, db: base + 1000, studio: base + 2000 };
  return { host: `${tenantId}.example.com`, tls: TlsMode.Own, ports, sharedMachine: false, allowedFrom: [], ...change };
}

function contentOf(files: readonly BundleFile[], path: string): string {
  const file = files.find((candidate) => candidate.path === path);
  if (!file) throw new Error(`no file ${path}`);
  return file.content;
}

/** The compose file as Compose reads it, with the values of `.env` in place. */
function composeOf(files: readonly BundleFile[]): Compose {
  const env = envOf(files);
  const text = contentOf(files, "compose.yaml").replace(/(?<!\$)\$\{([A-Z0-9_]+)\}/g, (_whole, name: string) => {
    const value = env[name];
    if (value === undefined) throw new Error(`compose.yaml asks for ${name}, .env does not have it`);
    return value.replaceAll('"', "'");
  });
  return parse(text) as Compose;
}

function envOf(files: readonly BundleFile[]): Record<string, string> {
  const lines = contentOf(files, ".env")
    .split("\n")
    .filter((line) => /^[A-Z]/.test(line));
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]));
}

test("the current version is the default, and both versions are there", () => {
  expect(templateTable().template("supabase")?.default).toBe("0.7.0");
  expect(VERSIONS).toEqual(["0.7.0", "2024-ten"]);
});

test("the current version has fourteen services, the other the ten of its time and the proxy", () => {
  expect(Object.keys(composeOf(renderWorkload(specOf("0.7.0"))).services).sort()).toEqual(
    [
      ...["analytics", "auth", "db", "functions", "imgproxy", "kong", "meta", "proxy"],
      ...["realtime", "rest", "storage", "studio", "supavisor", "vector"],
    ].sort(),
  );
  expect(Object.keys(composeOf(renderWorkload(specOf("2024-ten"))).services).sort()).toEqual([
    ...["analytics", "auth", "db", "imgproxy", "kong", "meta", "proxy", "realtime", "rest", "storage", "vector"],
  ]);
});

test.each(VERSIONS)("%s: every service is the manifest's image, restarts and is checked or says why not", (version) => {
  const { services } = composeOf(renderWorkload(specOf(version)));
  const manifest = releaseOf(version).manifest.services;

  expect(Object.keys(services).sort()).toEqual(Object.keys(manifest).sort());
  for (const [name, service] of Object.entries(services)) {
    expect([name, service.image, service.restart]).toEqual([name, manifest[name]?.image, "unless-stopped"]);
    expect([name, service.healthcheck !== undefined || manifest[name]?.unchecked !== undefined]).toEqual([name, true]);
  }
});

test.each(VERSIONS)("%s: no container has a fixed name and none leaves the project's own network", (version) => {
  const compose = composeOf(renderWorkload(specOf(version)));

  expect(compose.name).toBe("fh-tabc123");
  expect(contentOf(renderWorkload(specOf(version)), "project")).toBe("fh-tabc123\n");
  for (const service of Object.values(compose.services)) {
    expect(service).not.toHaveProperty("container_name");
    expect(service).not.toHaveProperty("network_mode");
  }
  expect(compose).not.toHaveProperty("networks");
});

test.each(VERSIONS)(
  "%s: every value that the files ask for is in .env, and every line of .env is asked for",
  (version) => {
    const files = renderWorkload(specOf(version));
    const compose = contentOf(files, "compose.yaml");

    const asked = new Set([...compose.matchAll(/(?<!\$)\$\{([A-Z0-9_]+)\}/g)].map(([, name]) => name));
    expect([...asked].sort()).toEqual(Object.keys(envOf(files)).sort());
    expect(files.map((file) => file.content).join("\n")).not.toMatch(/\{\{\w+\}\}/);
  },
);

test.each(VERSIONS)("%s: the gateway is given every value that its configuration asks for", (version) => {
  const files = renderWorkload(specOf(version));

  const asked = new Set([...contentOf(files, "kong.yml").matchAll(/\$([A-Z_]{3,})/g)].map(([, name]) => name ?? ""));
  asked.delete("NAMES");
  const given = Object.keys(composeOf(files).services.kong?.environment ?? {});
  expect([...asked].filter((name) => !given.includes(name))).toEqual([]);
});

test.each(VERSIONS)("%s: only .env holds secrets, and only its owner may read it", (version) => {
  const spec = specOf(version);
  const files = renderWorkload(spec);

  const secrets = Object.values(spec.secrets);
  const holders = files.filter((file) => secrets.some((secret) => file.content.includes(secret)));
  expect(holders.map((file) => [file.path, file.mode])).toEqual([[".env", 0o600]]);
  for (const secret of secrets) expect(contentOf(files, ".env")).toContain(secret);
});

test.each(VERSIONS)("%s: two tenants share no secret, port, network or name", (version) => {
  const [one, other] = [specOf(version), specOf(version, "tdef456")].map((spec) => envOf(renderWorkload(spec)));

  const shared = Object.keys(one ?? {}).filter((key) => one?.[key] !== "" && one?.[key] === other?.[key]);
  expect(
    shared.filter(
      (key) => /SECRET|PASSWORD|KEY|TOKEN|PORT$|PROJECT$|TENANT|HOST|URL$/.test(key) && !/^SMTP|^PUBLIC_PORT/.test(key),
    ),
  ).toEqual([]);
});

test.each(VERSIONS)("%s: realtime is called by a host whose first label is its tenant", (version) => {
  const { services } = composeOf(renderWorkload(specOf(version)));

  const alias = "realtime-dev.fh-tabc123-realtime";
  expect(services.realtime?.networks?.default.aliases).toEqual([alias]);
  expect(services.kong?.environment?.REALTIME_HOST).toBe(alias);
});

test.each(VERSIONS)("%s: vector reads the logs of its own project's containers only", (version) => {
  const files = renderWorkload(specOf(version));
  const vector = parse(contentOf(files, "vector.yml")) as {
    sources: Record<string, { include_labels: string[] }>;
    transforms: { by_service: { route: Record<string, string> } };
  };

  expect(Object.values(vector.sources).map((source) => source.include_labels)).toEqual([
    [`com.docker.compose.project=\${PROJECT}`],
  ]);
  expect(composeOf(files).services.vector?.environment?.PROJECT).toBe("fh-tabc123");
  const { services } = composeOf(files);
  expect(Object.keys(vector.transforms.by_service.route).filter((name) => services[name] === undefined)).toEqual([]);
});

test("the pooler's tenant and the storage's are the tenant's own", () => {
  const { services } = composeOf(renderWorkload(specOf("0.7.0")));

  expect(services.supavisor?.environment?.POOLER_TENANT_ID).toBe("tabc123");
  expect(services.storage?.environment?.TENANT_ID).toBe("tabc123");
});

test("with TLS on the machine the gateway is for the machine itself only", () => {
  const files = renderWorkload(specOf("0.7.0"));

  expect(envOf(files)).toMatchObject({
    API_BIND: "127.0.0.1",
    PUBLIC_URL: "https://tabc123.example.com",
    PUBLIC_PORT: "443",
    HOSTS: "tabc123.example.com",
    CADDY_TLS: "",
  });
  expect(composeOf(files).services.proxy?.ports).toEqual(["80:80", "443:443"]);
});

test("the machine's own authority is asked for by name, and a domain of the customer's is served too", () => {
  const spec = specOf("0.7.0");
  const addressing = { ...spec.addressing, tls: TlsMode.Internal, domain: "app.customer.com" };

  expect(envOf(renderWorkload({ ...spec, addressing }))).toMatchObject({
    CADDY_TLS: '"tls internal"',
    HOSTS: '"tabc123.example.com, app.customer.com"',
  });
});

test.each(VERSIONS)("%s: without TLS there is no proxy, and the gateway answers on its port", (version) => {
  const spec = specOf(version);
  const files = renderWorkload({ ...spec, addressing: { ...spec.addressing, tls: TlsMode.None } });
  const env = envOf(files);

  expect(composeOf(files).services).not.toHaveProperty("proxy");
  expect(Object.keys(composeOf(files).volumes)).not.toContain("caddy-data");
  expect(env).toMatchObject({
    API_BIND: "0.0.0.0",
    PUBLIC_URL: "http://tabc123.example.com:54000",
    PUBLIC_PORT: "54000",
  });
  expect(env.TRUSTED_PROXIES).toBe("127.0.0.1/32");
});

test("what a tenant writes in its settings reaches the services as written", () => {
  const files = renderWorkload(
    specOf("0.7.0", "tabc123", { settings: { smtpPassword: 'pa$$ "w', projectName: "A $HOME" } }),
  );

  expect(envOf(files)).toMatchObject({ SMTP_PASSWORD: String.raw`"pa\$\$ \"w"`, PROJECT_NAME: String.raw`"A \$HOME"` });
});

test("the database's and storage's files are where they are asked to be", () => {
  const files = renderWorkload(specOf("0.7.0", "tabc123", { dataDirectory: "/mnt/HC_Volume_7/fh-tabc123" }));

  expect(composeOf(files).services.db?.volumes?.[0]).toBe(
    "/mnt/HC_Volume_7/fh-tabc123/db/data:/var/lib/postgresql/data",
  );
});

test("files that the machine runs may be run", () => {
  const modes = Object.fromEntries(renderWorkload(specOf("0.7.0")).map((file) => [file.path, file.mode]));

  expect(modes).toMatchObject({ "kong-entrypoint.sh": 0o755, "kong.yml": 0o644, "compose.yaml": 0o644, ".env": 0o600 });
});

test("services that have files mounted restart when a file changes", () => {
  const { services } = composeOf(renderWorkload(specOf("0.7.0"))) as unknown as {
    services: Record<string, { labels?: Record<string, string>; volumes?: string[] }>;
  };

  for (const [name, { labels, volumes = [] }] of Object.entries(services)) {
    const mounts = volumes.some((volume) => /^\.\/(?!volumes\/|db\/)/.test(volume));
    expect([name, labels?.["freehold.files"]]).toEqual([
      name,
      mounts ? envOf(renderWorkload(specOf("0.7.0"))).FILES_SHA256 : undefined,
    ]);
  }
});

test("only files of the bundle are mounted, no folders: the next apply empties a folder under a running service", () => {
  for (const version of VERSIONS) {
    const files = renderWorkload(specOf(version));
    const mounted = Object.values(composeOf(files).services)
      .flatMap((service) => service.volumes ?? [])
      .filter((volume) => volume.startsWith("./") && !volume.startsWith("./volumes/"))
      .map((volume) => volume.slice(2).split(":")[0] ?? "");
    expect(mounted.filter((path) => !files.some((file) => file.path === path))).toEqual([]);
  }
});

test.each(VERSIONS)(
  "%s: behind the edge of a shared host there is no proxy, and the edge is led to the gateway",
  (version) => {
    const { addressing } = specOf(version);
    const files = renderWorkload(specOf(version, "tabc123", { addressing: { ...addressing, tls: TlsMode.Edge } }));

    const compose = composeOf(files);
    expect(compose.services).not.toHaveProperty("proxy");
    const [service = "", port] = contentOf(files, "upstream").trim().split(":");
    expect(releaseOf(version).manifest.services[service]?.port).toBe(Number(port));
    // Nobody reaches the gateway past the edge.
    expect(compose.services[service]?.ports?.filter((published) => !published.startsWith("127.0.0.1:"))).toEqual([]);
    expect(envOf(files)).toMatchObject({ PUBLIC_URL: "https://tabc123.example.com", PUBLIC_PORT: "443" });
  },
);

test.each(VERSIONS)(
  "%s: on a machine with other tenants nothing has Docker's socket, or a path that is not the tenant's",
  (version) => {
    const dataDirectory = "/var/lib/docker/volumes/fh-tabc123/_data/fh-tabc123";
    const files = renderWorkload(
      specOf(version, "tabc123", { addressing: addressingOf("tabc123", { sharedMachine: true }), dataDirectory }),
    );

    const { services } = composeOf(files);
    expect(services).not.toHaveProperty("vector");
    expect(contentOf(files, "compose.yaml")).not.toContain("docker.sock");
    expect(Object.keys(services)).toEqual(
      Object.keys(composeOf(renderWorkload(specOf(version))).services).filter((service) => service !== "vector"),
    );
  },
);

test("without an edge nothing is led to", () => {
  expect(renderWorkload(specOf("0.7.0")).map(({ path }) => path)).not.toContain("upstream");
});
