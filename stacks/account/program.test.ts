import { type RecordedResource, recordProgram, resourceNamed } from "@freehold/components/testing";
import { expect, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { accountConfigFromPulumi } from "./config.ts";
import { type AccountStackConfigInput, parseAccountConfig, toAccountStackConfig } from "./contract.ts";
import { accountProgram } from "./program.ts";

const CONFIG: AccountStackConfigInput = {
  sshAllowedFrom: ["192.0.2.0/24"],
  providers: { hcloud: { token: "hcloud-token-of-the-test" } },
};

test("the web profile applies by label and opens HTTP, HTTPS, SSH to those named, and what else is asked for", async () => {
  const program = await recordProgram("account", () => ({
    ...accountProgram(
      parseAccountConfig({ ...CONFIG, openPorts: [{ port: "55000-55999", allowedFrom: ["198.51.100.7/32"] }] }),
    ),
  }));

  expect(resourceNamed(program, "web-profile").inputs).toEqual({
    name: "fh-profile-web",
    labels: { "managed-by": "freehold", "freehold-scope": "account" },
    applyTos: [{ labelSelector: "managed-by=freehold,freehold-profile=web" }],
    rules: [
      rule("22", ["192.0.2.0/24"], "SSH"),
      rule("80", ["0.0.0.0/0", "::/0"], "HTTP"),
      rule("443", ["0.0.0.0/0", "::/0"], "HTTPS"),
      rule("55000-55999", ["198.51.100.7/32"], "further port"),
    ],
  });
  expect(program.outputs.firewallProfiles).toEqual({
    web: { id: expect.stringMatching(/^\d+$/), selector: "managed-by=freehold,freehold-profile=web" },
    "shared-host": { id: expect.stringMatching(/^\d+$/), selector: "managed-by=freehold,freehold-profile=shared-host" },
  });
});

test("the profile of shared hosts has the web profile's ports and those of one-click applications", async () => {
  const program = await recordProgram("account", () => ({ ...accountProgram(parseAccountConfig(CONFIG)) }));

  const portsOf = (name: string) =>
    (resourceNamed(program, name).inputs.rules as { port: string }[]).map((r) => r.port);
  expect(portsOf("shared-host-profile")).toEqual([...portsOf("web-profile"), "19000-29000"]);
});

test("at DigitalOcean the profile is a firewall of a tag, and the account's tags go with the account", async () => {
  const program = await recordProgram("account", () => ({
    ...accountProgram(
      parseAccountConfig({
        cloud: "digitalocean",
        sshAllowedFrom: ["192.0.2.0/24"],
        providers: { digitalocean: { token: "t" } },
      }),
    ),
  }));

  expect(resourceNamed(program, "managed-by-tag").inputs).toEqual({ name: "managed-by:freehold" });
  expect(resourceNamed(program, "web-profile").inputs).toMatchObject({
    name: "fh-profile-web",
    tags: ["freehold-profile:web"],
    inboundRules: [
      { protocol: "tcp", portRange: "22", sourceAddresses: ["192.0.2.0/24"] },
      { protocol: "tcp", portRange: "80", sourceAddresses: ["0.0.0.0/0", "::/0"] },
      { protocol: "tcp", portRange: "443", sourceAddresses: ["0.0.0.0/0", "::/0"] },
    ],
  });
  expect(program.outputs.firewallProfiles).toEqual({
    web: { id: expect.any(String), selector: "freehold-profile:web" },
    "shared-host": { id: expect.any(String), selector: "freehold-profile:shared-host" },
  });
});

test("at Proxmox VE the account's provider names no node: its stack writes to none, and one without a name is refused", async () => {
  const program = await recordProgram("account", () => ({
    ...accountProgram(
      parseAccountConfig({
        cloud: "proxmox",
        sshAllowedFrom: ["192.0.2.0/24"],
        providers: {
          proxmoxve: {
            endpoint: "https://192.0.2.1:8006",
            apiToken: "root@pam!freehold=uuid",
            sshPassword: "p",
            sshAddress: "192.0.2.1",
          },
        },
      }),
    ),
  }));

  expect(sshOf(resourceNamed(program, "proxmox"))).toEqual({ username: "root", password: "p" });
});

test("a stack configured with a configuration runs with that configuration", () => {
  const entries = toAccountStackConfig(CONFIG);
  pulumi.runtime.setAllConfig(Object.fromEntries(Object.entries(entries).map(([key, { value }]) => [key, value])));

  expect(accountConfigFromPulumi({})).toEqual(parseAccountConfig(CONFIG));
  expect(entries["hcloud:token"]).toEqual({ value: "hcloud-token-of-the-test", secret: true });
});

test("who may reach SSH has no default", () => {
  pulumi.runtime.setAllConfig({ "hcloud:token": "t" });

  expect(() => accountConfigFromPulumi({})).toThrow(
    /freehold-account:sshAllowedFrom is not set; run `pulumi config set freehold-account:sshAllowedFrom <value>`/,
  );
});

test.each(["0", "70000", "90-80", "1-", "ssh"])("a port %j that no cloud takes is refused", (port) => {
  expect(() => parseAccountConfig({ ...CONFIG, openPorts: [{ port, allowedFrom: ["192.0.2.0/24"] }] })).toThrow(
    /openPorts\[0\]\.port must be a port or a range of 1 to 65535/,
  );
});

test("a network with host bits is refused with the two that may have been meant", () => {
  expect(() => parseAccountConfig({ ...CONFIG, sshAllowedFrom: ["192.0.2.7/24"] })).toThrow(
    /sshAllowedFrom\[0\] must be the start of its network: 192\.0\.2\.0\/24, or 192\.0\.2\.7\/32 for the one address, got/,
  );
});

test("a network that is none is refused", () => {
  expect(() => parseAccountConfig({ ...CONFIG, sshAllowedFrom: ["192.0.2.0"] })).toThrow(
    /freehold-account:sshAllowedFrom\[0\] must be a network in CIDR form, such as 192\.0\.2\.0\/24, got "192\.0\.2\.0"/,
  );
});

function rule(port: string, sourceIps: string[], description: string) {
  return { direction: "in", protocol: "tcp", port, sourceIps, description };
}

/** What is no text goes to a provider as JSON in a text. */
function sshOf({ inputs }: RecordedResource): unknown {
  return typeof inputs.ssh === "string" ? JSON.parse(inputs.ssh) : inputs.ssh;
}
