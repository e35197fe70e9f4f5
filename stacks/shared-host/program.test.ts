import { recordProgram, resourceNamed } from "@freehold/components/testing";
import { testHostKeys } from "@freehold/ssh/testing";
import { expect, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { capacityOf } from "./capacity.ts";
import { sharedHostConfigFromPulumi } from "./config.ts";
import {
  parseSharedHostConfig,
  type SharedHostConfigInput,
  SharedHostOutputs,
  toSharedHostStackConfig,
} from "./contract.ts";
import { sharedHostProgram } from "./program.ts";

const ORDERED: SharedHostConfigInput = {
  hostId: "host01",
  cloud: "hetzner",
  region: "fsn1",
  zone: "tenants.example.com",
  tls: "internal",
  providers: { hcloud: { token: "hcloud-token-of-the-test" } },
};
const KEYS = testHostKeys();
const EXISTING: SharedHostConfigInput = {
  hostId: "host02",
  cloud: "docker",
  region: "rack-3",
  address: "192.0.2.7",
  sshPort: 2222,
  sshUser: "root",
  ...KEYS,
  capacity: { slots: 10, memoryGib: 60, cores: 16 },
  zone: "tenants.example.com",
  tls: "internal",
  providers: {},
};

function build(config: SharedHostConfigInput) {
  return recordProgram(config.hostId, () => ({ ...sharedHostProgram(parseSharedHostConfig(config)) }));
}

test("an ordered host says how it is reached, what it has room for and what it costs", async () => {
  const { outputs, resources } = await build(ORDERED);

  const parsed = SharedHostOutputs.strict().parse(outputs);
  expect(parsed.host).toMatchObject({
    id: "host01",
    cloud: "hetzner",
    region: "fsn1",
    ssh: { host: parsed.host.address, port: 22, user: "freehold" },
    capacity: { slots: 3, memoryGib: 15, cores: 8 },
    edge: true,
    tls: "internal",
    zone: "tenants.example.com",
  });
  expect(parsed.dns).toEqual([]);
  expect(parsed.costPerMonth).toMatchObject({ currency: "EUR" });
  expect(resources.filter(({ type }) => type.startsWith("cloudflare"))).toEqual([]);
});

test("a host with a name of its own gets it and all names below it", async () => {
  const { outputs } = await build({
    ...ORDERED,
    name: "h1",
    providers: { ...ORDERED.providers, cloudflare: { apiToken: "cloudflare-token" } },
  });

  const { dns, host } = SharedHostOutputs.parse(outputs);
  expect(dns).toEqual([
    { name: "h1.tenants.example.com", type: "A", value: host.address },
    { name: "*.h1.tenants.example.com", type: "A", value: host.address },
  ]);
});

test("a machine that is there already becomes a host without any cloud, price or record", async () => {
  const program = await build(EXISTING);

  const parsed = SharedHostOutputs.strict().parse(program.outputs);
  expect(parsed.host).toEqual({
    id: "host02",
    cloud: "docker",
    region: "rack-3",
    machineId: "192.0.2.7",
    address: "192.0.2.7",
    ssh: { host: "192.0.2.7", port: 2222, user: "root", hostKey: KEYS.hostKey },
    capacity: { slots: 10, memoryGib: 60, cores: 16 },
    edge: true,
    tls: "internal",
    zone: "tenants.example.com",
  });
  expect(parsed.costPerMonth).toBeUndefined();
  expect(program.resources.filter(({ type }) => type.startsWith("pulumi:providers"))).toEqual([]);
});

test("protect covers the machine", async () => {
  const program = await build({ ...ORDERED, protect: true });

  expect(resourceNamed(program, "host-server-machine-server").protect).toBe(true);
});

test.each([ORDERED, EXISTING])("a stack configured with a configuration runs with that configuration", (config) => {
  const entries = toSharedHostStackConfig(config);
  pulumi.runtime.setAllConfig(Object.fromEntries(Object.entries(entries).map(([key, { value }]) => [key, value])));

  expect(sharedHostConfigFromPulumi({})).toEqual(parseSharedHostConfig(config));
});

test("keys and tokens are secret", () => {
  const entries = toSharedHostStackConfig({
    ...EXISTING,
    tls: "acme-dns",
    email: "ops@example.com",
    zoneToken: "t",
  });

  const secrets = Object.entries(entries).filter(([, { secret }]) => secret);
  expect(secrets.map(([key]) => key).sort()).toEqual([
    "freehold-shared-host:sshPrivateKey",
    "freehold-shared-host:zoneToken",
  ]);
});

test.each<[Partial<SharedHostConfigInput>, RegExp]>([
  [
    { tls: "acme-http" },
    /freehold-shared-host:email is not set; run `pulumi config set freehold-shared-host:email <value>`/,
  ],
  [{ tls: "acme-dns", email: "ops@example.com" }, /zoneToken is not set; run `pulumi config set --secret/],
  [
    { tls: "acme-dns", email: "ops@example.com", zoneToken: "t", dnsProvider: "route53" },
    /freehold-shared-host:tls must be acme-http or internal for a zone at route53: .*, got "acme-dns"/,
  ],
  [{ name: "h1" }, /cloudflare:apiToken is not set and neither is CLOUDFLARE_API_TOKEN/],
  [
    { address: "192.0.2.7" },
    /freehold-shared-host:address must be left out unless cloud is docker, got "192\.0\.2\.7"/,
  ],
  [{ providers: {} }, /hcloud:token is not set and neither is HCLOUD_TOKEN/],
  [{ cloud: "docker" }, /freehold-shared-host:address is not set/],
])("%j is refused by the setting's name", (change, message) => {
  expect(() => parseSharedHostConfig({ ...ORDERED, ...change })).toThrow(message);
});

test("a host keeps memory for itself and has room for one tenant at least", () => {
  expect(capacityOf({ memoryGib: 32, cores: 16 })).toEqual({ slots: 7, memoryGib: 31, cores: 16 });
  expect(capacityOf({ memoryGib: 4, cores: 2 })).toEqual({ slots: 1, memoryGib: 3, cores: 2 });
});
