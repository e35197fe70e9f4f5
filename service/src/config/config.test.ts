import { expect, test } from "@jest/globals";
import { type Config, readConfig } from "./config.ts";
import { SETTING_GROUPS } from "./setting-groups.ts";

test("values that stand beside each other have keys of their own", () => {
  const { process, operations, fleet, outbound } = SETTING_GROUPS;
  const keys = [process, operations, fleet, outbound].flatMap((group) => Object.keys(group));

  expect(keys.filter((key, place) => keys.indexOf(key) !== place)).toEqual([]);
});

test("zones are named with or without their ids, and served by one provider or one each", () => {
  const zonesOf = (env: Record<string, string>) => {
    const { clouds } = readConfig({ FREEHOLD_CLOUD: "live", ...env });
    return clouds.kind === "live" ? clouds.zones : [];
  };

  expect(zonesOf({ FREEHOLD_ZONE: "a.example, b.example=Z1", FREEHOLD_ZONE_PROVIDER: "cloudflare,route53" })).toEqual([
    { name: "a.example", provider: "cloudflare" },
    { name: "b.example", id: "Z1", provider: "route53" },
  ]);
  expect(zonesOf({ FREEHOLD_ZONE: "a.example", FREEHOLD_ZONE_ID: "z", FREEHOLD_ZONE_PROVIDER: "route53" })).toEqual([
    { name: "a.example", id: "z", provider: "route53" },
  ]);
  expect(() => zonesOf({ FREEHOLD_ZONE: "a.example=1=2" })).toThrow(/FREEHOLD_ZONE must be zones such as example\.com/);
});

test("without any setting it is the sandbox on the embedded database, on this machine only", () => {
  const config = readConfig({ FREEHOLD_HOME: "/srv/freehold" });

  const expected: Config = {
    role: "all",
    home: "/srv/freehold",
    host: "127.0.0.1",
    port: 8080,
    database: { kind: "pglite", dataDir: "/srv/freehold/db" },
    workers: 3,
    leaseSec: 30,
    drainSec: 30,
    minFreeMib: 200,
    runningLimits: {},
    silenceSec: 1200,
    stageSec: { initialise: 600, allocate: 1500, configure: 600, provision: 1800, verify: 1800 },
    retries: 7,
    retryMs: 500,
    inventoryPauseSec: 3,
    hostCheckSec: 30,
    hostCheckTimeoutSec: 10,
    hostChecks: 3,
    heartbeatLostSec: 300,
    sweepSec: 600,
    sweepConfirmSec: 5,
    sweepPercent: 10,
    heal: "report",
    breakerPercent: 10,
    orphanGraceSec: 86_400,
    fallback: "none",
    capacityRetrySec: 60,
    offerRefreshSec: 600,
    policies: { publicSsh: "warn", regions: undefined, maxPrice: undefined },
    approval: "two-people",
    reachability: { from: "service", giveUpSec: 900, everySec: 300 },
    logLevel: "info",
    pulumiBin: "pulumi",
    clouds: { kind: "sandbox", keep: true, machines: "simulated", accounts: 1 },
    limits: { perKey: 6000, perAddress: 12_000, failures: 60, streams: 100, corsOrigins: [], trustedProxies: [] },
  };
  expect(config).toEqual(expected);
});

test("live clouds are read from their vendors' variables", () => {
  const config = readConfig({
    FREEHOLD_CLOUD: "live",
    HCLOUD_TOKEN: "h, i",
    HCLOUD_SERVER_LIMIT: "100,25",
    FREEHOLD_MAX_TENANTS_PER_ACCOUNT: "20",
    CLOUDFLARE_API_TOKEN: "c",
    FREEHOLD_ZONE: "tenants.example.com",
    FREEHOLD_SSH_ALLOWED_FROM: "192.0.2.0/24, 2001:db8::/32",
    DATABASE_URL: "postgres://db/freehold",
  });

  expect(config.clouds).toEqual({
    kind: "live",
    sshPort: 22,
    sshAllowedFrom: ["192.0.2.0/24", "2001:db8::/32"],
    hcloudTokens: ["h", "i"],
    hcloudServerLimits: [100, 25],
    maxTenants: 20,
    cloudflareToken: "c",
    zones: [{ name: "tenants.example.com", provider: "cloudflare" }],
  });
  expect(config.database).toEqual({ kind: "postgres", url: "postgres://db/freehold" });
});

test("a Dokploy installation needs its address and a key", () => {
  const live = { FREEHOLD_CLOUD: "live", DOKPLOY_URL: "https://dokploy.example.com/dashboard" };

  expect(readConfig({ ...live, DOKPLOY_API_KEY: "k" }).clouds).toMatchObject({
    dokploy: { url: "https://dokploy.example.com", apiKey: "k" },
  });
  expect(() => readConfig(live)).toThrow("DOKPLOY_URL is set and DOKPLOY_API_KEY is not");
  expect(() => readConfig({ FREEHOLD_CLOUD: "live", DOKPLOY_API_KEY: "k" })).toThrow(
    "DOKPLOY_API_KEY is set and DOKPLOY_URL is not",
  );
});

test("every wrong setting is named with the value got, secrets without it", () => {
  const read = () => readConfig({ PORT: "80a", FREEHOLD_CLOUD: "moon", FREEHOLD_ADMIN_KEY: "hunter2" });

  expect(read).toThrow(/FREEHOLD_CLOUD .*"sandbox"\|"live".*, got "moon"/);
  expect(read).toThrow('PORT must be a whole number from 0 to 65535, got "80a"');
  expect(read).toThrow(/FREEHOLD_ADMIN_KEY must be at least 16 characters, got a secret/);
  expect(read).not.toThrow("hunter2");
});

test("an empty variable counts as one that is not set", () => {
  expect(readConfig({ PORT: "", DATABASE_URL: "" })).toMatchObject({ port: 8080, database: { kind: "pglite" } });
});

test("origins and proxies are read as lists, and a wrong one is named", () => {
  const { limits } = readConfig({
    FREEHOLD_CORS_ORIGINS: "https://a.example.com, http://localhost:5173",
    FREEHOLD_TRUSTED_PROXIES: "10.0.0.0/8, 192.0.2.1",
  });

  expect(limits.corsOrigins).toEqual(["https://a.example.com", "http://localhost:5173"]);
  expect(limits.trustedProxies).toEqual(["10.0.0.0/8", "192.0.2.1"]);
  expect(() => readConfig({ FREEHOLD_CORS_ORIGINS: "*" })).toThrow(/FREEHOLD_CORS_ORIGINS must be origins/);
});

test("calls an hour are given cloud by cloud", () => {
  expect(readConfig({ FREEHOLD_CALLS_PER_HOUR: "hetzner=7200, route53=36000" }).callsPerHour).toEqual({
    hetzner: 7200,
    route53: 36_000,
  });
  expect(() => readConfig({ FREEHOLD_CALLS_PER_HOUR: "docker=5" })).toThrow(
    /FREEHOLD_CALLS_PER_HOUR must be numbers .* such as hetzner=7200/,
  );
});

test.each(["ftp://state", "postgresql://db/state", "https://api.pulumi.com", "/srv/state"])(
  "%s is no place for the engine's state",
  (url) => {
    expect(() => readConfig({ PULUMI_BACKEND_URL: url })).toThrow(
      "PULUMI_BACKEND_URL must be a URL that begins with postgres://, s3://, gs://, azblob:// or file://, got a secret",
    );
  },
);

test.each(["postgres://u:p@db/state?sslmode=disable", "s3://bucket/prefix?region=eu-central-1", "file:///srv/state"])(
  "%s is one",
  (url) => {
    expect(readConfig({ PULUMI_BACKEND_URL: url }).backendUrl).toBe(url);
  },
);
