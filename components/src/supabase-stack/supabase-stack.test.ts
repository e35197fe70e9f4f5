import { generateKeyPairSync } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { expect, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { jwtVerify } from "jose";
import { parseTar } from "nanotar";
import { statementOf } from "../signed-bundle/sign-bundle.ts";
import { type RecordedProgram, recordProgram, resourceNamed } from "../testing/record-program.ts";
import { TlsMode } from "../workload/tls-mode.ts";
import type { SupabaseStackArgs } from "./supabase-args.ts";
import { SupabaseStack } from "./supabase-stack.ts";

const ARGS: SupabaseStackArgs = {
  tenantId: "tabc123",
  name: "acme",
  host: "acme.example.com",
  connection: { host: "127.4.5.6", port: 22, user: "freehold", privateKey: "KEY", hostKey: "ssh-ed25519 AAAA" },
};

function build(args: Partial<SupabaseStackArgs> = {}, stack = "supabase-stack") {
  return recordProgram(stack, () => {
    const supabase = new SupabaseStack("supabase", { ...ARGS, ...args });
    return {
      url: supabase.url,
      endpoints: supabase.endpoints,
      credentials: supabase.credentials,
      workload: supabase.workload,
      ready: supabase.ready,
    };
  });
}

function filesIn(program: RecordedProgram<unknown>): Map<string, string> {
  const bundle = resourceNamed(program, "supabase-apply").inputs.stdin as string;
  return new Map(
    parseTar(new Uint8Array(gunzipSync(Buffer.from(bundle, "base64")))).map((file) => [file.name, file.text]),
  );
}

test("the workload is applied, waited for after every apply, and removed by hostctl", async () => {
  const program = await build();

  expect(resourceNamed(program, "supabase-apply").inputs).toMatchObject({
    create: "hostctl apply supabase",
    delete: "hostctl remove supabase",
    addPreviousOutputInEnv: false,
    logging: "none",
    connection: { ...(ARGS.connection as object), dialErrorLimit: 60, perDialTimeout: 15 },
  });
  expect(resourceNamed(program, "supabase-wait").inputs).toMatchObject({
    create: "hostctl wait supabase --timeout 900",
    stdin: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
});

test("what a slot runs is signed for it by its key, and applied anew for every bundle; removing it needs no signature", async () => {
  const signingKey = generateKeyPairSync("ed25519").privateKey.export({ format: "pem", type: "pkcs8" }).toString();
  const placed = { sharedMachine: true, dataDirectory: "/data", tls: TlsMode.Edge, signingKey };
  const program = await build(placed);
  const other = await build({ ...placed, name: "other" });

  const apply = resourceNamed(program, "supabase-apply");
  const release = resourceNamed(program, "supabase-release");
  expect(apply.inputs).toMatchObject({ create: "hostctl version", delete: "hostctl remove supabase" });
  expect(apply.inputs).not.toHaveProperty("stdin");
  expect(release.inputs).toMatchObject({ create: "hostctl apply supabase" });
  expect(release.inputs).not.toHaveProperty("delete");
  expect(release.secretInputs).toEqual(expect.arrayContaining(["connection", "stdin"]));
  expect([release.ignoreChanges, release.protect]).toEqual([["logging", "stdin"], false]);
  expect(release.dependsOn).toContain("supabase-apply");
  expect(resourceNamed(program, "supabase-wait").dependsOn).toContain("supabase-release");

  const { slot, workload, serial, expiresSec } = statementOf(String(release.inputs.stdin)) ?? {};
  expect([slot, workload]).toEqual(["tabc123", "supabase"]);
  expect(Math.abs(Number(serial) - Date.now())).toBeLessThan(60_000);
  expect(expiresSec).toBe(Math.floor(Number(serial) / 1000) + 3600);
  const [sha256, way] = release.inputs.triggers as string[];
  const [otherSha256, otherWay] = resourceNamed(other, "supabase-release").inputs.triggers as string[];
  expect(sha256).not.toBe(otherSha256);
  expect(way).toBe(otherWay);
});

test("files and connection are secret", async () => {
  const program = await build();

  expect(resourceNamed(program, "supabase-apply").secretInputs.sort()).toEqual(["connection", "stdin"]);
  expect(filesIn(program).get("project")).toBe("fh-tabc123\n");
});

test("the API keys verify with the tenant's JWT secret", async () => {
  const { credentials } = (await build()).outputs;

  const secret = new TextEncoder().encode(credentials.jwtSecret);
  expect((await jwtVerify(credentials.anonKey, secret)).payload.role).toBe("anon");
  expect((await jwtVerify(credentials.serviceRoleKey, secret)).payload.role).toBe("service_role");
});

test("the tenant is given every address that works, and none of a port that is closed", async () => {
  const { url, endpoints, workload, ready, credentials } = (await build()).outputs;

  expect(url).toBe("https://acme.example.com");
  expect(endpoints).toEqual({
    api: "https://acme.example.com",
    rest: "https://acme.example.com/rest/v1",
    graphql: "https://acme.example.com/graphql/v1",
    auth: "https://acme.example.com/auth/v1",
    storage: "https://acme.example.com/storage/v1",
    realtime: "wss://acme.example.com/realtime/v1",
    functions: "https://acme.example.com/functions/v1",
    studio: "https://acme.example.com",
  });
  expect(workload).toMatchObject({ template: "supabase", version: "0.7.0", project: "fh-tabc123" });
  expect(ready).toBe(true);
  expect(credentials.databaseUrl).toMatch(/^postgresql:\/\/postgres\.tabc123:[0-9a-f]{64}@localhost:55000\/postgres$/);
  expect(Object.keys(credentials).sort()).toEqual([
    ...["anonKey", "dashboardPassword", "dashboardUsername", "databaseUrl"],
    ...["jwtSecret", "s3AccessKeyId", "s3SecretAccessKey", "serviceRoleKey"],
  ]);
});

test("without TLS everything is on the tenant's own ports", async () => {
  const { url, endpoints, workload } = (
    await build({ tls: TlsMode.None, ports: { api: 54007, db: 55007, studio: 56007 }, domain: "app.customer.com" })
  ).outputs;

  expect(url).toBe("http://acme.example.com:54007");
  expect(endpoints).toMatchObject({
    studio: "http://acme.example.com:56007",
    realtime: "ws://acme.example.com:54007/realtime/v1",
    domain: "http://app.customer.com:54007",
    database: "postgresql://acme.example.com:55007/postgres",
  });
  expect(workload.services).not.toContain("proxy");
});

test("the older version has no Studio, functions, pooler or their secrets", async () => {
  const program = await build({ version: "2024-ten" });

  const { credentials, endpoints, workload } = program.outputs;
  expect(Object.keys(credentials).sort()).toEqual(["anonKey", "databaseUrl", "jwtSecret", "serviceRoleKey"]);
  expect(credentials.databaseUrl).toMatch(/^postgresql:\/\/postgres:/);
  expect(endpoints).not.toHaveProperty("studio");
  expect(workload.version).toBe("2024-ten");
  expect(
    program.resources.filter((resource) => resource.type.startsWith("random:")).map((resource) => resource.name),
  ).toEqual([
    "supabase-postgres-password",
    "supabase-jwt-secret",
    "supabase-secret-key-base",
    "supabase-realtime-db-enc-key",
    "supabase-logflare-api-key",
    "supabase-issued-at",
  ]);
});

test("secrets have the form that the services demand", async () => {
  const env = filesIn(await build()).get(".env") ?? "";

  expect(env).toMatch(/^JWT_SECRET=[0-9a-f]{128}$/m);
  expect(env).toMatch(/^REALTIME_DB_ENC_KEY=[0-9a-f]{16}$/m);
  expect(env).toMatch(/^VAULT_ENC_KEY=[0-9a-f]{32}$/m);
  expect(env).toMatch(/^SECRET_KEY_BASE=[0-9a-f]{96}$/m);
  expect(env).toMatch(/^DASHBOARD_PASSWORD=[0-9a-f]{32}$/m);
});

test("the time of issue is written once", async () => {
  const issued = resourceNamed(await build(), "supabase-issued-at");

  expect(issued.ignoreChanges).toEqual(["keepers"]);
  expect(issued.inputs.keepers).toEqual({ issuedAtSec: expect.stringMatching(/^\d{10}$/) });
});

test("two tenants share no credential", async () => {
  const one = (await build({}, "stack-one")).outputs.credentials;
  const other = (await build({ tenantId: "tdef456", name: "other" }, "stack-two")).outputs.credentials;

  const shared = Object.entries(one).filter(
    ([key, value]) => value === Object.entries(other).find(([k]) => k === key)?.[1],
  );
  expect(shared).toEqual([["dashboardUsername", "supabase"]]);
});

test("it goes with its machine", async () => {
  const program = await recordProgram("with-machine", () => {
    const machine = new pulumi.ComponentResource("test:index:Machine", "machine");
    new SupabaseStack("supabase", ARGS, { deletedWith: machine });
    return {};
  });

  for (const name of ["supabase-apply", "supabase-wait"])
    expect(resourceNamed(program, name).deletedWith).toBe("machine");
});

test("data goes where it is asked to, in a folder of the tenant's", async () => {
  const env = filesIn(await build({ dataDirectory: pulumi.output("/mnt/HC_Volume_7") })).get(".env");

  expect(env).toContain("\nDATA_DIR=/mnt/HC_Volume_7/fh-tabc123\n");
});

test.each<[string, Partial<SupabaseStackArgs>, RegExp]>([
  ["an unknown version", { version: "9.9.9" }, /version must be one of 0\.7\.0, 2024-ten, got "9\.9\.9"/],
  ["a tenant id that is a name", { tenantId: "acme-corp" }, /tenantId must be 6 to 32 .* got "acme-corp"/],
  ["an unknown TLS mode", { tls: "any" as "own" }, /tls must be one of own, internal, edge, none, got "any"/],
  [
    "a port twice",
    { ports: { api: 54000, db: 54000, studio: 56000 } },
    /ports must differ, got 54000 for both api and db/,
  ],
  [
    "a port of the machine's",
    { ports: { api: 443, db: 55000, studio: 56000 } },
    /ports\.api must be .* but 22, 80, 443, got 443/,
  ],
  ["an unknown setting", { settings: { colour: "red" } }, /settings\.colour is not a setting of the supabase template/],
  [
    "a wrong setting",
    { settings: { poolSize: "0" } },
    /settings\.poolSize must be a whole number from 1 to 500, got "0"/,
  ],
  ["a domain that is none", { domain: "App" }, /domain must be a domain name in lower case, .* got "App"/],
  ["a wait without patience", { waitTimeoutSec: 5 }, /waitTimeoutSec must be .* 30 to 3600 \(seconds\), got 5/],
])("%s is refused before anything is made", async (_what, args, message) => {
  const program = await recordProgram("refused", () => {
    try {
      new SupabaseStack("supabase", { ...ARGS, ...args });
    } catch (error) {
      return { message: (error as Error).message };
    }
    return { message: "not refused" };
  });

  expect(program.outputs.message).toMatch(message);
  expect(program.resources.map((resource) => resource.name)).toEqual(["test-refused", "supabase"]);
});

test("a database that is opened is reached at the tenant's name by TLS, with a certificate of its own", async () => {
  const program = await build({ databaseAllowedFrom: ["192.0.2.0/24", "2001:db8::/32"] });

  const { credentials, endpoints } = program.outputs;
  expect(credentials.databaseUrl).toMatch(/@acme\.example\.com:55000\/postgres\?sslmode=require$/);
  expect(credentials.databaseCertificate).toBe("-----BEGIN CERTIFICATE-----");
  expect(endpoints.database).toBe("postgresql://acme.example.com:55000/postgres?sslmode=require");
  expect(resourceNamed(program, "supabase-database-certificate").inputs).toMatchObject({
    dnsNames: ["acme.example.com", "localhost"],
    ipAddresses: ["127.0.0.1"],
    allowedUses: ["digital_signature", "server_auth"],
  });
  const env = filesIn(program).get(".env") ?? "";
  expect(env).toContain("\nDB_BIND=\n");
  expect(env).toContain("\nDATABASE_ALLOWED_FROM=192.0.2.0/24,");
});

test("a database that is closed is published on the machine alone, and a slot's for IPv4 alone", async () => {
  const closed = await build();
  const slot = await build({ databaseAllowedFrom: ["192.0.2.0/24"], sharedMachine: true });

  expect(filesIn(closed).get(".env")).toContain("\nDB_BIND=127.0.0.1:\n");
  expect(closed.resources.map(({ name }) => name)).not.toContain("supabase-database-key");
  expect(filesIn(slot).get(".env")).toContain("\nDB_BIND=0.0.0.0:\n");
});

test.each([
  ["no network", { databaseAllowedFrom: ["db.example.com"] }, "must be a network in CIDR form"],
  ["host bits", { databaseAllowedFrom: ["192.0.2.7/24"] }, "192.0.2.0/24, or 192.0.2.7/32 for the one address"],
  ["IPv6 for a slot", { databaseAllowedFrom: ["2001:db8::/32"], sharedMachine: true }, "reached by IPv4 only"],
])("a database for %s is refused", async (_what, args, message) => {
  const { outputs } = await recordProgram("refused", () => {
    try {
      new SupabaseStack("supabase", { ...ARGS, ...args });
      return { said: "" };
    } catch (error) {
      return { said: (error as Error).message };
    }
  });

  expect(outputs.said).toContain(message);
});
