import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { decodeJwt } from "jose";
import { parseTar } from "nanotar";
import { parse } from "yaml";
import { NOTES_FILES } from "../testing/notes-template.ts";
import { type RecordedProgram, recordProgram, resourceNamed } from "../testing/record-program.ts";
import { TlsMode } from "./tls-mode.ts";
import { Workload } from "./workload.ts";
import type { WorkloadArgs } from "./workload-args.ts";

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "workload-"));
  for (const [path, content] of Object.entries(NOTES_FILES)) write("notes", path, content);
});

afterAll(() => rmSync(folder, { recursive: true }));

function write(template: string, path: string, content: string): void {
  mkdirSync(dirname(join(folder, template, path)), { recursive: true });
  writeFileSync(join(folder, template, path), content);
}

const CONNECTION = { host: "127.4.5.6", port: 22, user: "freehold", privateKey: "KEY", hostKey: "ssh-ed25519 AAAA" };

function build(args: Partial<WorkloadArgs> = {}) {
  return recordProgram("workload", () => {
    const given = { tenantId: "tabc123", name: "acme", host: "acme.example.com", connection: CONNECTION };
    const workload = new Workload("workload", { template: "notes", templatesDirectory: folder, ...given, ...args });
    const { url, endpoints, credentials } = workload;
    return { url, endpoints, credentials, workload: workload.workload, ready: workload.ready };
  });
}

function filesIn(program: RecordedProgram<unknown>): Map<string, string> {
  const bundle = resourceNamed(program, "workload-apply").inputs.stdin as string;
  const files = parseTar(new Uint8Array(gunzipSync(Buffer.from(bundle, "base64"))));
  return new Map(files.map((file) => [file.name, file.text]));
}

test("a template of an operator's own is deployed with its setting, secret, ports and hook", async () => {
  const program = await build({ settings: { pageSize: "25" }, ports: { web: 58007, admin: 57007 } });

  expect(program.resources.map(({ type, name }) => `${name} ${type.split(":").at(-1)}`).sort()).toEqual([
    "test-workload Stack",
    "workload Workload",
    "workload-admin-password RandomPassword",
    "workload-apply Command",
    "workload-wait Command",
  ]);
  expect(resourceNamed(program, "workload-admin-password").inputs).toMatchObject({ length: 24, special: false });
  expect(resourceNamed(program, "workload-apply").inputs).toMatchObject({
    create: "hostctl apply notes",
    delete: "hostctl remove notes",
  });
  const files = filesIn(program);
  expect([...files.keys()]).toEqual(["project", "compose.yaml", "hooks/verify", ".env", "app.conf"]);
  expect(files.get("hooks/verify")).toBe("app notes check\n");
  expect(files.get("compose.yaml")).toBe(NOTES_FILES["1.0/compose.yaml"]);
  expect(files.get(".env")?.split("\n")).toEqual([
    "PROJECT=fh-tabc123",
    expect.stringMatching(/^FILES_SHA256=[0-9a-f]{64}$/),
    "DATA_DIR=./volumes",
    "WEB_BIND=127.0.0.1:",
    "WEB_PORT=58007",
    "ADMIN_BIND=127.0.0.1:",
    "ADMIN_PORT=57007",
    "PAGE_SIZE=25",
    expect.stringMatching(/^ADMIN_PASSWORD=.+/),
    "",
  ]);
});

test("its outputs are those of the manifest", async () => {
  const { outputs } = await build();

  expect(outputs).toEqual({
    url: "https://acme.example.com",
    endpoints: { web: "https://acme.example.com", api: "https://acme.example.com/api" },
    credentials: { adminPassword: expect.any(String) },
    workload: { template: "notes", version: "1.0", project: "fh-tabc123", services: ["app"] },
    ready: true,
  });
});

test("in a slot behind the edge its compose file has the canonical form, and the edge is led to its first port", async () => {
  const { generateKeyPairSync } = await import("node:crypto");
  const signingKey = generateKeyPairSync("ed25519").privateKey.export({ format: "pem", type: "pkcs8" }).toString();
  const placed = { sharedMachine: true, dataDirectory: "/data", tls: TlsMode.Edge, signingKey };
  const program = await build(placed);

  const text = String(resourceNamed(program, "workload-release").inputs.stdin);
  const archive = gunzipSync(Buffer.from(text.trimEnd().split("\n").at(-1) ?? "", "base64"));
  const files = new Map(parseTar(new Uint8Array(archive)).map((file) => [file.name, file.text]));
  expect(files.get("upstream")).toBe("app:8080\n");
  const { services } = parse(files.get("compose.yaml") ?? "");
  expect(services.app).toMatchObject({ pids_limit: 1024, security_opt: ["no-new-privileges:true"] });
});

test("what a template left to choose is open where the tenant chose so", async () => {
  const open = filesIn(await build({ databaseAllowedFrom: ["192.0.2.0/24"] })).get(".env");
  const plain = filesIn(await build({ tls: TlsMode.None })).get(".env");

  expect(open).toContain("\nADMIN_BIND=\n");
  expect(plain).toContain("\nWEB_BIND=\n");
});

test("every form of secret is made, and a token is signed by another", async () => {
  for (const [path, content] of Object.entries(NOTES_FILES)) write("vault", path, content);
  write("vault", "template.yaml", (NOTES_FILES["template.yaml"] ?? "").replace("name: notes", "name: vault"));
  const manifest = (NOTES_FILES["1.0/manifest.yaml"] ?? "")
    .replace(
      "secrets:",
      `secrets:
  SIGNER: { form: hex, bytes: 32 }
  ID: { form: uuid }
  KEY: { form: ed25519 }
  BIG: { form: rsa, bits: 2048 }
  TOKEN: { form: jwt, signedBy: SIGNER, claims: { role: reader }, lifeSec: 60 }`,
    )
    .replace("credentials: {", 'credentials: { token: "{{TOKEN}}", key: "{{KEY.public.base64}}",');
  write("vault", "1.0/manifest.yaml", manifest);
  const program = await build({ template: "vault", templatesDirectory: join(folder, "vault") });

  const made = program.resources.filter(({ type }) => /^(random|tls):/.test(type));
  expect(made.map(({ type, name }) => `${name} ${type.split(":").at(-1)}`).sort()).toEqual([
    "workload-admin-password RandomPassword",
    "workload-big PrivateKey",
    "workload-id RandomUuid",
    "workload-issued-at RandomId",
    "workload-key PrivateKey",
    "workload-signer RandomBytes",
  ]);
  const { role, iat = 0, exp } = decodeJwt(program.outputs.credentials.token ?? "");
  expect([role, exp]).toEqual(["reader", iat + 60]);
});

test.each<[string, Partial<WorkloadArgs>, RegExp]>([
  ["an unknown template", { template: "memos" }, /^template must be one of .*supabase.*, got "memos"$/],
  ["an unknown version", { version: "2.0" }, /^version must be one of 1\.0, got "2\.0"$/],
  [
    "a setting out of its range",
    { settings: { pageSize: "101" } },
    /^settings\.pageSize must be a whole number from 1 to 100, got "101"$/,
  ],
  ["a port that it has not", { ports: { mail: 25 } }, /^ports\.mail must be one of web, admin$/],
  ["a folder that is none", { templatesDirectory: "/nowhere" }, /^the folder of templates \/nowhere is none$/],
])("%s is refused before anything is made", async (_what, args, message) => {
  const program = await recordProgram("refused", () => {
    try {
      const given = { tenantId: "tabc123", name: "acme", host: "acme.example.com", connection: CONNECTION };
      new Workload("workload", { template: "notes", templatesDirectory: folder, ...given, ...args });
    } catch (error) {
      return { message: (error as Error).message };
    }
    return { message: "not refused" };
  });

  expect(program.outputs.message).toMatch(message);
  expect(program.resources.map(({ name }) => name)).toEqual(["test-refused", "workload"]);
});

test("a manifest with a missing port is refused with its line before anything is made", async () => {
  for (const [path, content] of Object.entries(NOTES_FILES)) write("broken", path, content);
  write("broken", "template.yaml", (NOTES_FILES["template.yaml"] ?? "").replace("name: notes", "name: broken"));
  write("broken", "1.0/manifest.yaml", (NOTES_FILES["1.0/manifest.yaml"] ?? "").replace("port: 8080, ", ""));

  const program = await recordProgram("refused", () => {
    try {
      const given = { tenantId: "tabc123", name: "acme", host: "acme.example.com", connection: CONNECTION };
      new Workload("workload", { template: "broken", templatesDirectory: join(folder, "broken"), ...given });
    } catch (error) {
      return { message: (error as Error).message };
    }
    return { message: "not refused" };
  });

  expect(program.outputs.message).toMatch(/broken\/1\.0\/manifest\.yaml:\d+: ports\.web\.port must be given/);
  expect(program.resources.map(({ name }) => name)).toEqual(["test-refused", "workload"]);
});
