import { execFile } from "node:child_process";
import { access, readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { memoryShortage } from "@freehold/service/memory-shortage";
import { SETTINGS, type Setting } from "@freehold/service/settings";
import { cacheDir } from "@freehold/toolchain";
import { expect, test } from "@jest/globals";

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL("../../", import.meta.url));

interface ComposeService {
  environment?: Record<string, string>;
  secrets?: { source: string }[];
  healthcheck?: { test: string[] };
  deploy?: { replicas?: number; resources?: { limits?: { cpus?: number; memory?: string } } };
  stop_grace_period?: string;
  build?: { target: string };
}

/** What Docker Compose makes of the file; undefined where there is no Docker Compose. */
async function composed(): Promise<{ services: Record<string, ComposeService>; secrets: object } | undefined> {
  const architecture = process.arch === "arm64" ? "arm64" : "amd64";
  const own = path.join(cacheDir(process.env), "docker-compose-2.40.0", `docker-compose-linux-${architecture}`);
  const command = (await isThere(own)) ? [own] : ["docker", "compose"];
  const [file = "", ...first] = command;
  const env = { ...process.env, FREEHOLD_ZONE: "t.example.com", FREEHOLD_SSH_ALLOWED_FROM: "192.0.2.0/24" };
  const version = await run(file, [...first, "version"]).catch(() => undefined);
  if (version === undefined) return undefined;
  const { stdout } = await run(file, [...first, "-f", "compose.yaml", "config", "--format", "json"], {
    cwd: ROOT,
    env,
  });
  return JSON.parse(stdout) as { services: Record<string, ComposeService>; secrets: object };
}

async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

const compose = await composed();
const composeTest = compose === undefined ? test.skip : test;
const reason = compose === undefined ? " (skipped: no Docker Compose)" : "";
const { services, secrets } = compose ?? { services: {}, secrets: {} };

composeTest(`compose.yaml runs the API and several workers, each with a health check and limits${reason}`, () => {
  expect(Object.keys(services).sort()).toEqual(["api", "postgres", "worker"]);
  expect(services.worker?.deploy?.replicas).toBe(2);
  expect([services.api?.build?.target, services.worker?.build?.target]).toEqual(["api", "worker"]);
  for (const service of Object.values(services)) {
    expect(service.healthcheck?.test.length).toBeGreaterThan(1);
    expect(service.deploy?.resources?.limits).toMatchObject({ cpus: expect.any(Number), memory: expect.any(String) });
  }
});

composeTest(
  `it sets nothing that the service does not know, and secrets as files that exist for that service only${reason}`,
  () => {
    const known = (SETTINGS as readonly Setting[]).flatMap(({ name, secret }) => (secret ? [`${name}_FILE`] : [name]));
    for (const service of [services.api, services.worker]) {
      const settings = Object.entries(service?.environment ?? {});
      const mounted = (service?.secrets ?? []).map(({ source }) => source);
      const named = settings.filter(([name]) => name.endsWith("_FILE")).map(([, file]) => path.basename(file));

      expect(settings.map(([name]) => name).filter((name) => !known.includes(name))).toEqual([]);
      expect(named.sort()).toEqual(mounted.sort());
      expect(mounted.filter((name) => !(name in secrets))).toEqual([]);
    }
    expect(services.worker?.secrets?.map(({ source }) => source)).not.toContain("admin_key");
  },
);

composeTest(`a worker's limit holds its operations, each with provider plugins beside its runner${reason}`, () => {
  const { environment = {}, deploy } = services.worker ?? {};
  const [workers, limitBytes] = [Number(environment.FREEHOLD_WORKERS), Number(deploy?.resources?.limits?.memory)];

  expect(memoryShortage({ workers, clouds: "live", limitBytes })).toBeUndefined();
  expect(memoryShortage({ workers: workers + 1, clouds: "live", limitBytes })).toBeDefined();
});

test("the worker's image has what provider plugins start: the Docker provider reaches a host by the program ssh", async () => {
  const worker = (await readFile(path.join(ROOT, "Dockerfile"), "utf8")).split(/^FROM /m).at(-1) ?? "";

  expect(worker).toMatch(/^service AS worker/);
  expect(worker).toMatch(/apt-get install .*\bopenssh-client\b/);
});

composeTest(`a worker gets longer to stop than its operations get to end${reason}`, () => {
  const grace = /^(?:(\d+)m)?(?:(\d+)s)?$/.exec(services.worker?.stop_grace_period ?? "");
  const seconds = Number(grace?.[1] ?? 0) * 60 + Number(grace?.[2] ?? 0);

  expect(seconds).toBeGreaterThan(Number(services.worker?.environment?.FREEHOLD_DRAIN_SEC));
});
