import { type CloudAccess, createInventory, differences, isSameItem, type ObservedItem } from "@freehold/clouds";
import { type TenantStackConfigInput, toStackConfig } from "@freehold/stack-tenant";
import { afterAll, beforeAll, expect } from "@jest/globals";
import { type CloudBed, openClouds } from "../test/cloud-testbed.ts";
import { engineTest, listening, PASSPHRASE, PULUMI_BIN } from "../test/testbed.ts";
import type { RunRequest } from "./contract.ts";

let bed: CloudBed;
beforeAll(async () => {
  if (PULUMI_BIN !== undefined) bed = await openClouds();
});
afterAll(() => bed?.close());

/** The product's own program on one of the clouds. */
function tenant(
  tenantId: string,
  place: Pick<TenantStackConfigInput, "cloud" | "region">,
  providers: TenantStackConfigInput["providers"],
): RunRequest {
  const { cloudflare, sshPort } = bed.sandbox;
  const config = toStackConfig({
    ...{ tenantId, name: tenantId, organization: "org1", operation: "op1" },
    ...{ ...place, size: "small", sshPort },
    ...{ zone: cloudflare.zone, zoneId: cloudflare.zoneId, tls: "none" },
    providers: { ...providers, cloudflare: { apiToken: cloudflare.token, baseUrl: cloudflare.endpoint } },
  });
  return { operationId: "op1", program: "tenant", stack: tenantId, action: "up", config, passphrase: PASSPHRASE };
}

async function listed(tenantId: string, access: CloudAccess): Promise<ObservedItem[]> {
  const places: CloudAccess[] = [access, { cloud: "cloudflare", ...bed.sandbox.cloudflare }];
  const lists = await Promise.all(places.map((place) => createInventory(place).listManaged()));
  return lists.flat().filter((item) => item.tenantId === tenantId);
}

/** Builds a tenant, and compares what its state says that it holds with what the clouds list. */
async function expectAgreement(request: RunRequest, access: CloudAccess, types: string[]): Promise<void> {
  const { expectedResources } = await bed.engine.run(request, listening());

  expect(expectedResources.map(({ type }) => type).sort()).toEqual(types);
  const seen = await listed(request.stack, access);
  for (const expected of expectedResources) {
    const found = seen.find((item) => isSameItem(item, expected));
    expect([expected.type, found && differences(expected, found)]).toEqual([expected.type, []]);
  }
  expect(seen.filter((item) => !expectedResources.some((each) => isSameItem(each, item)))).toEqual([]);
  // An update without a change holds the same, and so does the state when nothing runs.
  const again = await bed.engine.run(request, listening());
  expect(byId(again.expectedResources)).toEqual(byId(expectedResources));
  expect(byId(await bed.engine.expectedResources(request, PASSPHRASE))).toEqual(byId(expectedResources));
}

function byId(items: readonly ObservedItem[]): ObservedItem[] {
  return [...items].sort((a, b) => a.id.localeCompare(b.id));
}

engineTest("what a tenant at Hetzner holds by its state is what Hetzner and Cloudflare list", async () => {
  const { token, endpoint } = bed.sandbox.hetzner;
  const request = tenant("thetzner", { cloud: "hetzner", region: "fsn1" }, { hcloud: { token, endpoint } });

  await expectAgreement(request, { cloud: "hetzner", token, endpoint }, [
    "dns_record",
    "dns_record",
    "server",
    "ssh_key",
  ]);

  const { expectedResources } = await bed.engine.run(request, listening());
  expect(expectedResources.find(({ type }) => type === "server")?.facts).toMatchObject({ power: "on", region: "fsn1" });
  expect(expectedResources.flatMap(({ facts }) => facts.content ?? [])).toEqual(
    expect.arrayContaining([expect.stringMatching(/^A 127\./)]),
  );
});

engineTest("what a tenant at DigitalOcean holds by its state is what DigitalOcean lists", async () => {
  const { token, endpoint } = bed.sandbox.digitalocean;
  const providers = { digitalocean: { token, apiEndpoint: new URL("/", endpoint).href } };
  const request = tenant("tocean", { cloud: "digitalocean", region: "fra1" }, providers);

  await expectAgreement(request, { cloud: "digitalocean", token, endpoint }, [
    ...["dns_record", "dns_record", "droplet", "ssh_key", "tag", "tag"],
  ]);
});

engineTest("what a tenant at Proxmox VE holds by its state is what the cluster lists", async () => {
  const { endpoint, tokenId, tokenSecret, templateId, ssh } = bed.sandbox.proxmox;
  const apiToken = `${tokenId}=${tokenSecret}`;
  const node = { sshUsername: ssh.username, sshPassword: ssh.password, sshAddress: ssh.address, sshPort: ssh.port };
  const providers = { proxmoxve: { endpoint, apiToken, insecure: true, templateId, ...node } };
  const request = tenant("tproxmox", { cloud: "proxmox", region: bed.sandbox.proxmox.node }, providers);

  await expectAgreement(request, { cloud: "proxmox", endpoint, apiToken, insecure: true }, [
    "dns_record",
    "qemu",
    "snippet",
  ]);
});

engineTest(
  "what differs from the state is reported by meaning and by the names of fields, and nothing is changed",
  async () => {
    const { token, endpoint } = bed.sandbox.hetzner;
    const request = tenant("tdrift", { cloud: "hetzner", region: "fsn1" }, { hcloud: { token, endpoint } });
    const { expectedResources } = await bed.engine.run(request, listening());
    const detect = { ...request, action: "detect" } as const;
    expect((await bed.engine.run(detect, listening())).drift).toEqual([]);
    const server = expectedResources.find(({ type }) => type === "server");
    const record = expectedResources.find(({ type }) => type === "dns_record");

    const put = { method: "PUT", headers: { authorization: `Bearer ${token}`, "content-type": "application/json" } };
    await fetch(`${endpoint}/servers/${server?.id}`, {
      ...put,
      body: JSON.stringify({ labels: { "managed-by": "me" } }),
    });
    const { cloudflare } = bed.sandbox;
    await fetch(`${cloudflare.endpoint}/zones/${cloudflare.zoneId}/dns_records/${record?.id}`, {
      method: "DELETE",
      headers: { authorization: `Bearer ${cloudflare.token}` },
    });
    const { drift } = await bed.engine.run(detect, listening());

    expect(drift.map(({ type, meaning, fields }) => [type, meaning, fields]).sort()).toEqual([
      ["cloudflare:index/dnsRecord:DnsRecord", "gone", []],
      ["hcloud:index/server:Server", "labels", ["labels"]],
    ]);
    expect(await bed.engine.expectedResources(request, PASSPHRASE)).toHaveLength(expectedResources.length);
  },
);
