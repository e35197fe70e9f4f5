import { expect, test } from "@jest/globals";
import { parse } from "yaml";
import { checkTemplateFolder } from "./check-template-folder.ts";
import { readEnvFile } from "./env-file.ts";
import { workloadOutputs } from "./outputs.ts";
import { probeOf } from "./release-facts.ts";
import { renderWorkload } from "./render.ts";
import { newSettingIssues } from "./settings.ts";
import { type TemplateRelease, templateTable } from "./template-table.ts";
import { TlsMode } from "./tls-mode.ts";
import type { WorkloadSpec } from "./workload-spec.ts";

const table = templateTable();
const release = table.version("app", "1") as TemplateRelease;
const SECRETS = { APP_SECRET: "5ec4e7".repeat(10) };
const SHOP = `
services:
  web: { image: "shop:1.4", depends_on: [db], environment: { DB: "postgres://db/\${PASSWORD}" } }
  db: { image: "postgres:17.6", volumes: ["db:/var/lib/postgresql/data", "\${DATA_DIR}/dumps:/dumps"] }
volumes: { db: {} }
`;

function specOf(settings: Record<string, string>, change: Partial<WorkloadSpec> = {}): WorkloadSpec {
  return {
    ...{ release, tenantId: "tabc123", project: "fh-tabc123", name: "acme", dataDirectory: "./volumes" },
    addressing: {
      ...{ host: "acme.example.com", tls: TlsMode.Own, ports: { web: 57_003 } },
      ...{ sharedMachine: false, allowedFrom: [] },
    },
    secrets: SECRETS,
    settings,
    ...change,
  };
}

function filesOf(spec: WorkloadSpec): Map<string, string> {
  return new Map(renderWorkload(spec).map(({ path, content }) => [path, content]));
}

interface Service {
  image: string;
  environment: Record<string, string>;
  ports?: unknown[];
  volumes?: unknown[];
}

/** The services of a bundle's compose file, with the values of `.env` in their environments. */
function servicesOf(files: ReadonlyMap<string, string>): Record<string, Service> {
  const env = readEnvFile(files.get(".env") ?? "");
  const { services } = parse(files.get("compose.yaml") ?? "") as { services: Record<string, Service> };
  for (const service of Object.values(services)) {
    const values = Object.entries(service.environment ?? {});
    service.environment = Object.fromEntries(
      values.map(([name, value]) => [name, value.replace(/\$\{(\w+)\}/g, (_all, key: string) => env[key] ?? "?")]),
    );
  }
  return services;
}

test("the template app is whole", () => {
  expect(checkTemplateFolder(release.template.directory)).toEqual([]);
});

test("an image stands behind the proxy, with its environment, its secret and its folder", () => {
  const files = filesOf(specOf({ image: "shop:1.4", port: "3000", volume: "/srv", environment: 'TOKEN=t"k$n' }));

  const { proxy, app } = servicesOf(files);
  expect(proxy?.environment).toMatchObject({ HOSTS: "acme.example.com", UPSTREAM: "app:3000" });
  expect(app).toMatchObject({
    image: "shop:1.4",
    ports: ["127.0.0.1:57003:3000"],
    volumes: [{ type: "bind", source: "./volumes/data", target: "/srv" }],
    security_opt: ["no-new-privileges:true"],
  });
  expect(app?.environment).toEqual({
    ...{ PORT: "3000", PUBLIC_URL: "https://acme.example.com", TOKEN: 't"k$n' },
    ...SECRETS,
  });
  expect(files.get("compose.yaml")).not.toContain(SECRETS.APP_SECRET);
  expect(files.get("probe")).toBe("/ 200\n");
});

test("a compose file of the tenant's stands there too, and no value of it but in .env", () => {
  const files = filesOf(specOf({ compose: SHOP, service: "web", port: "8000", environment: "PASSWORD=hunter2" }));

  const services = servicesOf(files);
  expect(Object.keys(services)).toEqual(["proxy", "web", "db"]);
  expect(services.web).toMatchObject({ environment: { DB: "postgres://db/hunter2" }, ports: ["127.0.0.1:57003:8000"] });
  expect(services.db?.ports).toBeUndefined();
  expect(parse(files.get("compose.yaml") ?? "").volumes).toEqual({ "caddy-data": {}, "caddy-config": {}, db: {} });
  expect(files.get("compose.yaml")).not.toContain("hunter2");
});

test("in a slot the edge is led to it, and all of it has the canonical form", () => {
  const spec = specOf({ compose: SHOP, service: "web", port: "8000", environment: "PASSWORD=hunter2" });
  const addressing = { ...spec.addressing, tls: TlsMode.Edge, sharedMachine: true };
  const files = filesOf({ ...spec, addressing, isSlot: true, dataDirectory: "/data/fh-tabc123" });

  const services = servicesOf(files);
  expect(Object.keys(services)).toEqual(["web", "db"]);
  expect(files.get("upstream")).toBe("web:8000\n");
  expect(services.web?.ports).toEqual([{ target: 8000, published: "57003", host_ip: "127.0.0.1", protocol: "tcp" }]);
  expect(services.db?.volumes).toContainEqual({
    ...{ type: "bind", source: "/data/fh-tabc123/dumps", target: "/dumps", read_only: false },
    bind: { create_host_path: true },
  });
  expect(files.get("compose.yaml")).toMatch(/^name: "fh-tabc123"\nservices:\n {2}web:\n {4}image: "shop:1\.4"\n/);
});

test("without TLS on the machine the application answers on its port itself", () => {
  const spec = specOf({ image: "shop:1.4", port: "3000" });
  const files = filesOf({ ...spec, addressing: { ...spec.addressing, tls: TlsMode.None } });

  expect(servicesOf(files)).toEqual({ app: expect.objectContaining({ ports: ["57003:3000"] }) });
});

test("what is asked of it is what the tenant chose, and its secret is a credential", () => {
  const settings = { image: "shop:1.4", probePath: "/up?deep=1", probeStatus: "204" };
  const { url, credentials } = workloadOutputs(specOf(settings));

  expect([url, credentials]).toEqual(["https://acme.example.com", { appSecret: SECRETS.APP_SECRET }]);
  expect(probeOf(release, { settings, credentials })).toEqual({ path: "/up?deep=1", headers: {}, status: 204 });
});

test.each([
  ["image", { image: "shop" }, /^must be an image with a tag or a digest/],
  ["image", {}, /^must be an image with a tag or a digest.*or compose be given$/],
  [
    "compose",
    { compose: SHOP.replace("db:/var", "/:/var"), service: "web", environment: "PASSWORD=x" },
    /^services\.db\.volumes\.0 must be a volume by its name.*got "\/:\/var/,
  ],
  [
    "compose",
    { compose: SHOP.replace('image: "shop:1.4"', 'image: "shop:1.4", privileged: true'), environment: "PASSWORD=x" },
    /^services\.web must not have privileged, allowed are image, /,
  ],
  [
    "service",
    { compose: SHOP, environment: "PASSWORD=x" },
    /^must be the service that the proxy leads to, one of web, db, got ""$/,
  ],
  ["port", { image: "shop:1.4", port: "0" }, /^must be a whole number from 1 to 65535, got "0"$/],
])("a wrong %s is refused at the signup", (setting, chosen, detail) => {
  expect(newSettingIssues(table, release, chosen)).toEqual([{ setting, detail: expect.stringMatching(detail) }]);
});
