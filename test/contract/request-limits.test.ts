import { type Sandbox, startSandbox } from "@freehold/sandbox";
import { expect } from "@jest/globals";
import { specsDir, testWith } from "./environment.ts";
import { forgetfulMachines } from "./forgetful-machines.ts";
import { builtOperations, type Send, sendJson } from "./prover.ts";
import { type ForbiddenBodies, openapiLimits, proxmoxLimits } from "./request-limits.ts";
import { sendForm } from "./send-form.ts";

const testWithSpecs = testWith(specsDir, "FREEHOLD_SPECS_DIR names no folder with the vendors' specifications");

/** How one cloud is asked, and what its specification forbids. */
interface Asked {
  cloud: string;
  base: string;
  send: Send;
  limits: ForbiddenBodies;
  /** Values of `{names}` in routes, so that a body is looked at before the thing is missed. @default 1 */
  values?: Record<string, string>;
  /** Bodies that lack nothing, for routes whose emulator looks at one field after the other. */
  bodies?: Record<string, object>;
  /** `<route> <field>` of what is not built: the field is ignored. */
  ignored?: string[];
}

testWithSpecs("Proxmox VE's emulator refuses what the vendor's schema forbids", async (specs) => {
  await asked(({ proxmox: { endpoint, tokenId, tokenSecret } }) => ({
    cloud: "proxmox",
    base: `${endpoint}/api2/json`,
    send: sendForm(`PVEAPIToken=${tokenId}=${tokenSecret}`),
    limits: proxmoxLimits(specs),
    values: { node: "pve", vmid: "9000" },
    bodies: {
      "POST /access/ticket": { username: "root@pam", password: "wrong" },
      "POST /nodes/{node}/lxc": { vmid: 300, ostemplate: "local:vztmpl/none" },
    },
  }));
});

testWithSpecs("Hetzner's emulator refuses what the vendor's specification forbids", async (specs) => {
  await asked(({ hetzner: { endpoint, token } }) => ({
    cloud: "hetzner",
    base: endpoint,
    send: sendJson(token),
    limits: openapiLimits(specs, "hetzner.openapi.json"),
    ignored: ["POST /networks/{id}/actions/add_subnet vswitch_id"],
  }));
});

testWithSpecs("DigitalOcean's emulator refuses what the vendor's specification forbids", async (specs) => {
  const limits = openapiLimits(specs, "digitalocean.openapi.json");
  await asked(({ digitalocean: { endpoint, token } }) => ({
    cloud: "digitalocean",
    base: endpoint,
    send: sendJson(token),
    limits: (route) => limits(route.replace(" ", " /v2")),
    bodies: {
      "POST /droplets/actions": { type: "power_off" },
      "POST /droplets": { name: "one", size: "s-1vcpu-1gb", image: "debian-13-x64" },
      "POST /projects": { name: "one", purpose: "Web" },
      "POST /volumes": { name: "one", size_gigabytes: 1, region: "nyc3" },
      "POST /vpcs": { name: "one", region: "nyc3" },
      "POST /reserved_ips": { region: "nyc3" },
    },
  }));
});

testWithSpecs("Cloudflare's emulator refuses what the vendor's specification forbids", async (specs) => {
  const record = { type: "A", name: "one", content: "192.0.2.1" };
  await asked(async ({ cloudflare: { endpoint, token, zoneId } }) => {
    const send = sendJson(token);
    const { text } = await send("POST", `${endpoint}/zones/${zoneId}/dns_records`, { ...record, name: "there" });
    return {
      cloud: "cloudflare",
      base: endpoint,
      send,
      limits: openapiLimits(specs, "cloudflare-2024.openapi.json"),
      values: { zone_id: zoneId, dns_record_id: JSON.parse(text).result.id },
      bodies: {
        "POST /zones": { account: {} },
        "POST /zones/{zone_id}/dns_records": record,
        "PUT /zones/{zone_id}/dns_records/{dns_record_id}": record,
        "PATCH /zones/{zone_id}/dns_records/{dns_record_id}": record,
      },
      // The vendor gives a record its id.
      ignored: [
        "POST /zones/{zone_id}/dns_records id",
        "PUT /zones/{zone_id}/dns_records/{dns_record_id} id",
        "PATCH /zones/{zone_id}/dns_records/{dns_record_id} id",
      ],
    };
  });
});

/** Sends each forbidden body, and expects a refusal of what is wrong with it: 400 or 422, and with no complete body also the field's name. */
async function asked(askedOf: (sandbox: Sandbox) => Asked | Promise<Asked>): Promise<void> {
  const sandbox = await startSandbox({ machines: forgetfulMachines() });
  try {
    const { cloud, base, send, limits, values = {}, bodies = {}, ignored = [] } = await askedOf(sandbox);
    const routes = (await builtOperations(sandbox.control.endpoint, cloud)).filter((route) =>
      /^(POST|PUT|PATCH) /.test(route),
    );
    const taken: string[] = [];
    let count = 0;
    for (const route of routes) {
      const [method = "", path = ""] = route.split(" ");
      const url = base + path.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? "1");
      for (const { field, rule, value } of limits(route)) {
        if (ignored.includes(`${route} ${field}`)) continue;
        count += 1;
        const { status, text } = await send(method, url, { ...bodies[route], [field]: value });
        const isRefused = [400, 422].includes(status) && (route in bodies || text.includes(field));
        if (!isRefused) taken.push(`${route} ${field} (${rule}): ${status}`);
      }
    }

    expect(taken).toEqual([]);
    expect(count).toBeGreaterThan(0);
  } finally {
    await sandbox.close();
  }
}
