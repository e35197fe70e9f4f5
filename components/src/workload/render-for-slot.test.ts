import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "@jest/globals";
import { parse } from "yaml";
import type { BundleFile } from "./bundle.ts";
import { renderWorkload } from "./render.ts";
import { type TemplateRelease, templateTable } from "./template-table.ts";
import { TlsMode } from "./tls-mode.ts";
import type { WorkloadSpec } from "./workload-spec.ts";

const DATA = "/var/lib/docker/volumes/fh-tabc123/_data/fh-tabc123";
const VERSIONS = templateTable().template("supabase")?.versions ?? [];
const compose = findCompose();
const composeTest = compose === undefined ? test.skip.each(VERSIONS) : test.each(VERSIONS);
const LACK = compose === undefined ? " (skipped: no Docker Compose)" : "";

/** Compose as a program of its own, or as a plugin of Docker's; the machine image's build leaves one behind. */
function findCompose(): string[] | undefined {
  const cache = process.env.FREEHOLD_CACHE ?? join(homedir(), ".cache", "freehold");
  const architecture = process.arch === "arm64" ? "arm64" : "amd64";
  const built = join(cache, "docker-compose-2.40.0", `docker-compose-linux-${architecture}`);
  if (existsSync(built)) return [built];
  try {
    execFileSync("docker", ["compose", "version"], { stdio: "pipe" });
    return ["docker", "compose"];
  } catch {
    return undefined;
  }
}

function specOf(version: string, isSlot: boolean): WorkloadSpec {
  const release = templateTable().version("supabase", version) as TemplateRelease;
  const secrets = Object.keys(release.manifest.secrets).map((name) => [
    name,
    createHash("sha256").update(name).digest("hex"),
  ]);
  return {
    ...{ release, tenantId: "tabc123", project: "fh-tabc123", name: "acme", dataDirectory: DATA, isSlot },
    addressing: {
      ...{ host: "acme.example.com", tls: TlsMode.Edge, sharedMachine: true, allowedFrom: [] },
      ports: { api: 54000, db: 55000, studio: 56000 },
    },
    secrets: Object.fromEntries(secrets),
    settings: { smtpPassword: "pa$$ 'w\"o\\rd" },
  };
}

interface Service {
  environment: Record<string, string>;
  logging?: object;
  pids_limit?: number;
  security_opt?: string[];
  ulimits?: object;
  volumes?: { bind?: object; volume?: object }[];
  ports?: { host_ip?: string }[];
}

/** What Compose itself makes of the files. */
function readByCompose(files: readonly BundleFile[]): { services: Record<string, Service> } {
  const folder = mkdtempSync(join(tmpdir(), "render-for-slot-"));
  for (const { path, content } of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  const [program = "", ...args] = compose ?? [];
  const text = execFileSync(program, [
    ...args,
    "--project-directory",
    "/bundle",
    "--env-file",
    join(folder, ".env"),
    "-f",
    join(folder, "compose.yaml"),
    "config",
    "--format",
    "json",
  ]);
  rmSync(folder, { recursive: true });
  return JSON.parse(text.toString());
}

/**
 * What the short form of mounts and ports leaves open: Compose makes folders that are missing, where a slot's host does; a port without an
 * address is open on all of them, where a slot's is on all of IPv4.
 */
function asWrittenOut(config: { services: Record<string, Service> }): object {
  for (const { volumes = [], ports = [] } of Object.values(config.services)) {
    for (const mount of volumes) {
      delete mount.bind;
      delete mount.volume;
    }
    for (const port of ports) port.host_ip ??= "0.0.0.0";
  }
  return config;
}

function contentOf(version: string, path: string, isSlot: boolean): string {
  return renderWorkload(specOf(version, isSlot)).find((file) => file.path === path)?.content ?? "";
}

composeTest(
  `%s: Compose reads the same in a slot's file as in the template's, but for the limits${LACK}`,
  (version) => {
    const plain = readByCompose(renderWorkload(specOf(version, false)));
    const inSlot = readByCompose(renderWorkload(specOf(version, true)));

    for (const [name, { logging, pids_limit, security_opt, ulimits, ...service }] of Object.entries(inSlot.services)) {
      expect([name, logging, pids_limit, security_opt, ulimits]).toEqual([
        name,
        { driver: "local", options: { "max-size": "10m", "max-file": "3" } },
        1024,
        ["no-new-privileges:true"],
        { nofile: { soft: 16_384, hard: 16_384 } },
      ]);
      inSlot.services[name] = service;
    }
    // Without it, supavisor's image raises its open files above what a slot has.
    if (plain.services.supavisor) plain.services.supavisor.environment.RLIMIT_NOFILE = "10000";
    expect(inSlot).toEqual(asWrittenOut(plain));
  },
);

test.each(VERSIONS)("%s: a slot's compose file holds no secret: they stay in .env", (version) => {
  const text = contentOf(version, "compose.yaml", true);

  for (const value of Object.values(specOf(version, true).secrets)) expect(text).not.toContain(value);
  expect(text).toContain(`"\${POSTGRES_PASSWORD}"`);
});

test.each(VERSIONS)("%s: a slot's compose file is in the canonical form, line by line", (version) => {
  const lines = contentOf(version, "compose.yaml", true).trimEnd().split("\n");

  const scalar = String.raw`("([^"\\]|\\[\\"nt])*"|\d+|true|false|\{\}|\[\])`;
  const line = new RegExp(`^(  )*(- )?([A-Za-z0-9_][A-Za-z0-9._-]*:( ${scalar})?|${scalar})$`);
  expect(lines.filter((one) => !line.test(one))).toEqual([]);
  expect(Object.keys(parse(lines.join("\n")))).toEqual(["name", "services", "volumes"]);
});
