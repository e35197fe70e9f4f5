import { readFileSync, statSync } from "node:fs";
import { recordProgram, resourceNamed } from "@freehold/components/testing";
import { StackOutputs } from "@freehold/model";
import { testHostKeys } from "@freehold/ssh/testing";
import { expect, jest, test } from "@jest/globals";
import * as hcloud from "@pulumi/hcloud";
import type { TenantStackConfigInput } from "./contract.ts";
import { exampleConfig } from "./example-config.ts";
import { labelEverything } from "./label-everything.ts";
import { tenantProgram } from "./program.ts";

const cloudflare = { apiToken: "cloudflare-token-of-the-test" };

function build(change: Partial<TenantStackConfigInput> = {}, stack = "tabc123") {
  return recordProgram(stack, () => ({ ...tenantProgram(exampleConfig(change)) }));
}

test("a tenant is a machine, a name and a workload", async () => {
  const { resources } = await build();

  const types = resources.map((resource) => resource.type).filter((type) => !type.startsWith("random:"));
  expect(types.sort()).toEqual([
    "cloudflare:index/dnsRecord:DnsRecord",
    "cloudflare:index/dnsRecord:DnsRecord",
    "command:remote:Command",
    "command:remote:Command",
    "command:remote:Command",
    "command:remote:Command",
    "freehold:index:HetznerServer",
    "freehold:index:SupabaseStack",
    "freehold:index:TenantDns",
    "freehold:index:TenantServer",
    "hcloud:index/server:Server",
    "hcloud:index/sshKey:SshKey",
    "pulumi:providers:cloudflare",
    "pulumi:providers:hcloud",
    "pulumi:pulumi:Stack",
    "tls:index/privateKey:PrivateKey",
    "tls:index/privateKey:PrivateKey",
  ]);
});

test("a machine that is to report gets what it signs with by SSH, as a secret; a slot gets none", async () => {
  const heartbeat = { url: "https://api.example.com/v1/heartbeats", key: "whsec_a2V5" };

  const program = await build({ heartbeat });

  const { inputs, secretInputs, deletedWith } = resourceNamed(program, "tenant-heartbeat");
  expect(inputs).toMatchObject({ create: "hostctl heartbeat", stdin: expect.stringContaining("HEARTBEAT_KEY='a2V5'") });
  expect(String(inputs.stdin)).not.toMatch(/\{\{\w+\}\}|whsec_/);
  expect(secretInputs).toContain("stdin");
  expect(deletedWith).toBe("tenant-machine-server");
  const slot = { cloud: "docker", region: "cellar", tls: "none", providers: { docker: HOST, cloudflare } } as const;
  const { resources } = await build({ ...slot, heartbeat });
  expect(resources.filter(({ name }) => name === "tenant-heartbeat")).toEqual([]);
});

test("the outputs are the public contract", async () => {
  const { outputs } = await build();

  const parsed = StackOutputs.strict().parse(outputs);
  expect(parsed.url).toBe("https://acme.tenants.example.com");
  expect(parsed.machine).toMatchObject({ cloud: "hetzner", region: "fsn1", ssh: { port: 22, user: "freehold" } });
  expect(parsed.machine.ssh.host).toBe(parsed.machine.ipv4);
  expect(parsed.dns).toEqual([
    { name: "acme.tenants.example.com", type: "A", value: parsed.machine.ipv4 },
    { name: "acme.tenants.example.com", type: "AAAA", value: parsed.machine.ipv6 },
  ]);
  expect(parsed.workload).toMatchObject({ template: "supabase", version: "0.7.0", project: "fh-tabc123" });
  expect(parsed.costPerMonth).toEqual({ amount: 5.99, currency: "EUR" });
});

test("a machine type by name is ordered, one that is discontinued as its successor, and one that is kept as it is", async () => {
  const orders = [
    { serverType: "ccx13" },
    { serverType: "cx21" },
    { serverType: "cx21", keepServerType: true },
    { size: "large" },
  ] as const;

  const warn = jest.spyOn(console, "warn").mockImplementation(() => {});
  const types = [];
  for (const change of orders) {
    const settings = { emailAutoconfirm: true };
    types.push(resourceNamed(await build({ ...change, settings }), "tenant-machine-server").inputs.serverType);
  }

  expect(types).toEqual(["ccx13", "cx23", "cx21", "cx43"]);
  expect(warn.mock.calls).toEqual([
    [expect.stringContaining("hetzner sells cx21 no longer in fsn1: cx23 takes its place")],
  ]);
  warn.mockRestore();
});

test("settings that do nothing are warned of, and keep no tenant from being built", async () => {
  const warn = jest.spyOn(console, "warn").mockImplementation(() => {});

  await build({ templateVersion: "2024-ten", settings: { poolSize: 30 } });

  expect(warn.mock.calls).toEqual([
    [expect.stringContaining("settings.poolSize has no effect in supabase 2024-ten, only in 0.7.0")],
    [expect.stringContaining("nobody who signs up can sign in")],
  ]);
  warn.mockRestore();
});

test("clouds are reached with the stack's own credentials and addresses", async () => {
  const program = await build({
    providers: {
      hcloud: { token: "t1", endpoint: "http://127.0.0.1:1/v1" },
      cloudflare: { apiToken: "t2", baseUrl: "http://127.0.0.1:2/client/v4" },
    },
  });

  expect(resourceNamed(program, "hetzner")).toMatchObject({
    inputs: { token: "t1", endpoint: "http://127.0.0.1:1/v1" },
    secretInputs: ["token"],
  });
  expect(resourceNamed(program, "cloudflare")).toMatchObject({
    inputs: { apiToken: "t2", baseUrl: "http://127.0.0.1:2/client/v4" },
    secretInputs: ["apiToken"],
  });
  expect(resourceNamed(program, "tenant-machine-server").provider).toBe("hetzner");
  expect(resourceNamed(program, "name-a").provider).toBe("cloudflare");
});

test("the same tenant at DigitalOcean has the same outputs, and only its own cloud's provider", async () => {
  const program = await build({
    cloud: "digitalocean",
    region: "fra1",
    providers: {
      digitalocean: { token: "t1", apiEndpoint: "http://127.0.0.1:1/" },
      cloudflare: { apiToken: "t2" },
    },
  });

  const parsed = StackOutputs.strict().parse(program.outputs);
  expect(parsed.machine).toMatchObject({ cloud: "digitalocean", region: "fra1", ssh: { port: 22, user: "freehold" } });
  expect(parsed.costPerMonth).toEqual({ amount: 24, currency: "USD" });
  expect(resourceNamed(program, "digitalocean")).toMatchObject({
    inputs: { token: "t1", apiEndpoint: "http://127.0.0.1:1/" },
    secretInputs: ["token"],
  });
  expect(resourceNamed(program, "tenant-machine-server")).toMatchObject({
    type: "digitalocean:index/droplet:Droplet",
    provider: "digitalocean",
    inputs: { size: "s-2vcpu-4gb", image: "debian-13-x64" },
  });
  expect(program.resources.filter(({ type }) => type.includes("hcloud"))).toEqual([]);
});

test("the networks that may reach SSH are a firewall of the machine's own at Proxmox VE, and refused at other clouds", async () => {
  const sshAllowedFrom = ["192.0.2.0/24"];
  const proxmoxve = { endpoint: "https://127.0.0.1:8006", apiToken: "root@pam!freehold=uuid", sshPassword: "p" };
  const placed = { cloud: "proxmox", region: "pve", providers: { proxmoxve, cloudflare } } as const;
  const networksOf = (program: Awaited<ReturnType<typeof build>>) =>
    program.resources.filter(({ type }) => type.startsWith("proxmoxve:firewall")).map(({ name }) => name);

  const program = await build({ ...placed, sshAllowedFrom });
  expect(resourceNamed(program, "tenant-machine-ssh-networks").inputs.cidrs).toEqual([{ name: "192.0.2.0/24" }]);
  expect(networksOf(program)).toHaveLength(3);
  expect(networksOf(await build(placed))).toEqual([]);

  expect(() => tenantProgram(exampleConfig({ sshAllowedFrom }))).toThrow(
    /freehold-tenant:sshAllowedFrom must be left out at hetzner/,
  );
});

test("a database at Proxmox VE is opened by the machine's own firewall, and one without a firewall is refused", () => {
  const proxmoxve = { endpoint: "https://127.0.0.1:8006", apiToken: "root@pam!freehold=uuid", sshPassword: "p" };
  const placed = { cloud: "proxmox", region: "pve", providers: { proxmoxve, cloudflare } } as const;

  expect(() => tenantProgram(exampleConfig({ ...placed, databaseAllowedFrom: ["192.0.2.0/24"] }))).toThrow(
    /freehold-tenant:databaseAllowedFrom needs sshAllowedFrom at proxmox/,
  );
});

const HOST = {
  host: "ssh://operator@192.0.2.7:2222",
  ...testHostKeys(),
};

test("the same tenant on a Docker host is a slot with ports of its own, and sees nothing of other tenants", async () => {
  const program = await build({
    cloud: "docker",
    region: "cellar",
    tls: "none",
    ports: { api: 54007, db: 55007, studio: 56007 },
    providers: { docker: HOST, cloudflare: { apiToken: "cloudflare-token-of-the-test" } },
  });

  const parsed = StackOutputs.strict().parse(program.outputs);
  expect(parsed.machine).toEqual({
    id: "fh-tabc123",
    cloud: "docker",
    region: "cellar",
    ipv4: "192.0.2.7",
    ssh: { host: "192.0.2.7", port: 2222, user: "fh-tabc123", hostKey: HOST.hostKey },
  });
  expect(parsed.url).toBe("http://acme.tenants.example.com:54007");
  expect(parsed.dns).toEqual([{ name: "acme.tenants.example.com", type: "A", value: "192.0.2.7" }]);
  expect(parsed.workload.services).not.toContain("vector");
  expect(parsed.costPerMonth).toEqual({ amount: 0, currency: "EUR" });
  expect(resourceNamed(program, "tenant-machine-slot").inputs.create).toMatch(
    /^hostctl slot create tabc123 --cores 2 --memory 4 --disk 40 --port 54007 --port 55007 --port 56007 --signer "/,
  );
  for (const name of ["supabase-apply", "supabase-release"]) {
    expect(resourceNamed(program, name)).toMatchObject({
      inputs: { connection: { host: "192.0.2.7", user: "fh-tabc123" } },
      deletedWith: "tenant-machine-slot",
    });
  }
  expect(parsed.sshPrivateKey).toBe("");
});

test("a Docker host's engine is reached with its own key and by no other host's, from files that only their owner reads", async () => {
  const { resources } = await build({
    cloud: "docker",
    region: "cellar",
    tls: "none",
    providers: { docker: HOST, cloudflare: { apiToken: "cloudflare-token-of-the-test" } },
  });

  const provider = resources.find(({ type }) => type === "pulumi:providers:docker");
  const options = JSON.parse(String(provider?.inputs.sshOpts)) as string[];
  const key = options[options.indexOf("-i") + 1] ?? "";
  const known = options.find((option) => option.startsWith("UserKnownHostsFile="))?.slice(19) ?? "";
  expect(provider?.inputs.host).toBe(HOST.host);
  expect(options).toContain("StrictHostKeyChecking=yes");
  expect([key, known].map((file) => (statSync(file).mode & 0o777).toString(8))).toEqual(["600", "600"]);
  expect([key, known].map((file) => readFileSync(file, "utf8"))).toEqual([
    HOST.sshPrivateKey,
    `[192.0.2.7]:2222 ${HOST.hostKey}\n`,
  ]);
});

test("a cloud without its provider's token is refused by the token's name", () => {
  expect(() => exampleConfig({ cloud: "digitalocean", region: "fra1" })).toThrow(
    /digitalocean:token is not set and neither is DIGITALOCEAN_TOKEN/,
  );
});

test("protect covers machine, name and workload alike, so that a destroy takes none of them", async () => {
  const program = await build({ protect: true });

  for (const name of ["tenant-machine-server", "name-a", "supabase-apply", "supabase-jwt-secret"]) {
    expect([name, resourceNamed(program, name).protect]).toEqual([name, true]);
  }
});

test("a customer's domain in our own zone is not protected, so that it can be taken back", async () => {
  const program = await build({ protect: true, domain: "shop.tenants.example.com" });

  expect(["name-a", "name-domain-a"].map((name) => resourceNamed(program, name).protect)).toEqual([true, false]);
});

test("what runs on the machine goes with it", async () => {
  const program = await build();

  for (const name of ["tenant-machine-hostctl", "tenant-machine-boot", "supabase-apply", "supabase-wait"]) {
    expect([name, resourceNamed(program, name).deletedWith]).toEqual([name, "tenant-machine-server"]);
  }
});

test("behind a host's edge a tenant's names are granted to its slot, and nothing else of it ends TLS", async () => {
  const docker = { host: "ssh://ops@192.0.2.7:2222", ...testHostKeys() };
  const placed = {
    cloud: "docker",
    region: "rack",
    domain: "shop.example.org",
    providers: { docker, cloudflare },
  } as const;

  const behind = await build({ ...placed, tls: "edge" });
  expect(resourceNamed(behind, "tenant-machine-slot").inputs.create).toMatch(
    / --host acme\.tenants\.example\.com --host shop\.example\.org --signer "/,
  );
  expect(behind.outputs.url).toBe("https://acme.tenants.example.com");
  expect(behind.outputs.workload.services).not.toContain("proxy");

  const apart = await build({ ...placed, tls: "none" });
  expect(resourceNamed(apart, "tenant-machine-slot").inputs.create).not.toContain("--host");
});

test("a zone without an id is looked up", async () => {
  const isTaken = "cloudflare:index/getDnsRecords:getDnsRecords";

  expect((await build()).calls.map((call) => call.token)).toEqual(["cloudflare:index/getZone:getZone", isTaken]);
  expect((await build({ zoneId: "z1" })).calls.map((call) => call.token)).toEqual([isTaken]);
});

test("a machine waits until its zone was found: without one it would be ordered in vain", async () => {
  expect(resourceNamed(await build(), "tenant").dependsOn).toContain("cloudflare");
});

test("two tenants share no credential, address or name", async () => {
  const one = await build({}, "tabc123");
  const other = await build({ tenantId: "tdef456", name: "other" }, "tdef456");

  const valuesOf = ({ outputs }: typeof one) => [
    ...Object.entries(outputs.credentials)
      .filter(([key]) => key !== "dashboardUsername")
      .map(([, value]) => value),
    outputs.sshPrivateKey,
    outputs.machine.ipv4,
    outputs.machine.ssh.hostKey,
    outputs.url,
    outputs.workload.project,
  ];
  const shared = valuesOf(one).filter((value) => valuesOf(other).includes(value));
  expect(shared).toEqual([]);
});

test.each<[Partial<TenantStackConfigInput>, string, RegExp]>([
  [{ template: "dokploy" }, "template_not_available", /template must be one of .*supabase.*, got "dokploy"/],
  [{ templateVersion: "9.9" }, "invalid_request", /templateVersion must be one of 0\.7\.0, 2024-ten, got "9\.9"/],
  [{ settings: { colour: "red" } }, "invalid_request", /settings\.colour is not a setting of the supabase template/],
  [
    { settings: { poolSize: 0 } },
    "invalid_request",
    /settings\.poolSize must be a whole number from 1 to 500, got "0"/,
  ],
  [
    { tls: "edge" },
    "invalid_request",
    /tls must be own, internal or none at hetzner, got "edge": only a shared host has/,
  ],
  [
    { cloud: "docker", tls: "internal", providers: { docker: HOST, cloudflare } },
    "invalid_request",
    /tls must be edge or none at docker, got "internal": ports 80 and 443 are the host's/,
  ],
  [{ cloud: "docker" }, "invalid_request", /docker:host is not set and neither is FREEHOLD_DOCKER_HOST/],
  [{ cloud: "proxmox" }, "invalid_request", /proxmoxve:apiToken is not set and neither is PROXMOX_VE_API_TOKEN/],
  [{ region: "mars1" }, "region_unknown", /region must be one of fsn1, .* got "mars1"/],
  [{ region: "mars1", serverType: "cx23" }, "region_unknown", /region must be one of fsn1, .* got "mars1"/],
  [{ region: "ash", serverType: "cx23" }, "size_unavailable", /hetzner does not sell cx23 in ash; it sells cpx11, /],
  [{ serverType: "cx99" }, "size_unavailable", /machine type must be one of cx23, .* got "cx99"/],
  [{ serverType: "cpx11", region: "ash" }, "template_not_available", /needs 4 GiB of memory, cpx11 has 2/],
])("%j is refused before anything is registered", async (change, code, message) => {
  const program = await recordProgram("refused", () => {
    try {
      tenantProgram(exampleConfig(change));
    } catch (error) {
      return { code: (error as { code: string }).code, message: (error as Error).message };
    }
    return { code: "", message: "not refused" };
  });

  expect(program.outputs).toEqual({ code, message: expect.stringMatching(message) });
  expect(program.resources.map((resource) => resource.type)).toEqual(["pulumi:pulumi:Stack"]);
});

test("what the program forgets to label is labelled", async () => {
  const program = await recordProgram("label", () => {
    labelEverything({ tenantId: "tabc123", organization: "org1", operation: "op1" });
    new hcloud.Volume("forgotten", { size: 10, labels: { team: "blue" } });
    return {};
  });

  expect(resourceNamed(program, "forgotten")).toMatchObject({
    inputs: {
      labels: { team: "blue", "managed-by": "freehold", "freehold-tenant": "tabc123", "freehold-operation": "op1" },
    },
    ignoreChanges: ['labels["freehold-operation"]'],
  });
});

const CLOUDFLARE = { cloudflare: { apiToken: "cloudflare-token-of-the-test" } };

test.each<[cloud: string, change: Partial<TenantStackConfigInput>]>([
  ["hetzner", {}],
  ["digitalocean", { region: "fra1", providers: { digitalocean: { token: "t1" }, ...CLOUDFLARE } }],
  [
    "proxmox",
    {
      region: "pve",
      providers: { proxmoxve: { endpoint: "https://pve.test:8006", apiToken: "t@pve!t=1" }, ...CLOUDFLARE },
    },
  ],
  ["docker", { region: "cellar", tls: "none", providers: { docker: HOST, ...CLOUDFLARE } }],
])("a destroy of a tenant at %s of which nothing was made gets to the end of the program", async (cloud, change) => {
  const build = () => ({ ...tenantProgram(exampleConfig({ ...change, cloud } as Partial<TenantStackConfigInput>)) });

  const program = await recordProgram("tabc123", build, { neverMade: true });

  expect(program.resources.map(({ name }) => name)).toEqual(expect.arrayContaining(["name-a", "supabase-wait"]));
});

test("what the vendor gives neither labels nor tags to gets none", async () => {
  const program = await recordProgram("label", () => {
    labelEverything({ tenantId: "tabc123", organization: "org1", operation: "op1" });
    new hcloud.ServerNetwork("member", { serverId: 1, subnetId: "1-10.0.0.0/24" });
    new hcloud.Provider("hetzner", { token: "t" });
    return {};
  });

  expect(resourceNamed(program, "member").inputs).toEqual({ serverId: 1, subnetId: "1-10.0.0.0/24" });
  expect(resourceNamed(program, "hetzner").inputs).toEqual({ token: "t" });
});

test("a resource of a kind that the table does not have is refused before it is made: nobody would find it again", async () => {
  const program = await recordProgram("label", () => {
    labelEverything({ tenantId: "tabc123", organization: "org1", operation: "op1" });
    try {
      new hcloud.LoadBalancer("balancer", { loadBalancerType: "lb11" });
    } catch (error) {
      return { message: (error as Error).message };
    }
    return { message: "not refused" };
  });

  expect(program.outputs.message).toMatch(/LoadBalancer "balancer" has no row in the table of resource kinds/);
  expect(program.resources.map(({ type }) => type)).toEqual(["pulumi:pulumi:Stack"]);
});
