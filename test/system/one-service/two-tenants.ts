import { X509Certificate } from "node:crypto";
import type { Operation, StackOutputs } from "@freehold/model";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { jwtVerify } from "jose";
import type { ServiceInUse } from "../use-service.ts";

export function twoTenants(world: ServiceInUse): void {
  describe("two tenants of one service", () => {
    let first: StackOutputs;
    let second: StackOutputs;
    let own: StackOutputs;

    beforeAll(async () => {
      const notes = { template: "notes", settings: { pageSize: 25 } };
      [first, second, own] = await Promise.all([outputsOf("anna"), outputsOf("bert"), outputsOf("carl", notes)]);
    });
    afterAll(async () => {
      for (const name of ["anna", "bert", "carl"])
        expect(await world.service.destroy(name)).toMatchObject({ failure: null });
    });

    async function outputsOf(name: string, more: object = {}): Promise<StackOutputs> {
      const { operation } = await world.service.signUp(name, more);
      expect(await world.service.ended(operation.id)).toMatchObject({ status: "succeeded", failure: null });
      return (await world.service.request<StackOutputs>("GET", `/v1/tenants/${name}/outputs?reveal=true`)).body;
    }

    test("the anon and service_role keys verify with the tenant's own JWT secret, and with no other", async () => {
      for (const [mine, other] of [
        [first, second],
        [second, first],
      ] as const) {
        for (const [key, role] of [
          ["anonKey", "anon"],
          ["serviceRoleKey", "service_role"],
        ] as const) {
          const token = mine.credentials[key] ?? "";
          const { payload } = await jwtVerify(token, secretOf(mine), { algorithms: ["HS256"] });
          expect(payload).toMatchObject({ role, iss: "supabase" });
          await expect(jwtVerify(token, secretOf(other))).rejects.toThrow("signature verification failed");
        }
      }
    });

    test("they share no secret, address, port, key or name", () => {
      const valuesOf = (outputs: StackOutputs) =>
        new Set([
          ...secretsOf(outputs),
          ...Object.values(outputs.endpoints),
          ...outputs.dns.map(({ name }) => name),
          outputs.machine.id,
          outputs.machine.ipv4,
          outputs.machine.ssh.hostKey,
          outputs.url,
        ]);

      expect([...valuesOf(first)].filter((value) => valuesOf(second).has(value))).toEqual([]);
      expect(portsOf(first).filter((port) => portsOf(second).includes(port))).toEqual([]);
      expect(portsOf(first).length).toBeGreaterThan(0);
    });

    test("a database that is opened is at the tenant's name, with a certificate for it, until it is closed again", async () => {
      const bertFrom = async (databaseAllowedFrom: string[]) => {
        const changed = await world.service.request("PATCH", "/v1/tenants/bert", { databaseAllowedFrom });
        expect(changed).toMatchObject({ status: 200, body: { databaseAllowedFrom } });
        const { body } = await world.service.request<{ items: Operation[] }>("GET", "/v1/tenants/bert/operations");
        expect(await world.service.ended(body.items[0]?.id ?? "")).toMatchObject({ kind: "update", failure: null });
        return (await world.service.request<StackOutputs>("GET", "/v1/tenants/bert/outputs?reveal=true")).body;
      };
      const host = new URL(second.url).hostname;

      const open = await bertFrom(["192.0.2.0/24"]);
      const closed = await bertFrom([]);

      expect(new URL(open.credentials.databaseUrl ?? "")).toMatchObject({ hostname: host, search: "?sslmode=require" });
      expect(new X509Certificate(open.credentials.databaseCertificate ?? "").checkHost(host)).toBe(host);
      expect(closed.credentials).toEqual(second.credentials);
      expect(closed.endpoints).toEqual(second.endpoints);
    });

    test("a tenant of a template of the operator's own has what its manifest says", async () => {
      expect(own.workload).toMatchObject({ template: "notes", version: "1.0", services: ["proxy", "app"] });
      expect(own.endpoints).toEqual({ web: own.url, api: `${own.url}/api` });
      expect(own.credentials).toEqual({ adminPassword: expect.stringMatching(/^[A-Za-z0-9]{24}$/) });
      expect(
        (await world.service.request<{ items: { name: string }[] }>("GET", "/v1/templates")).body.items,
      ).toContainEqual(expect.objectContaining({ name: "notes", title: "Notes", modes: ["dedicated", "shared"] }));
    });

    test("the list of tenants and the masked outputs show no secret", async () => {
      const shown = [
        await world.service.request("GET", "/v1/tenants"),
        await world.service.request("GET", "/v1/tenants/anna"),
        await world.service.request("GET", "/v1/tenants/anna/outputs"),
        await world.service.request("GET", "/v1/tenants/anna/operations"),
      ];
      const text = JSON.stringify(shown) + world.service.child.lines.join("\n") + world.service.child.errors();

      expect(secretsOf(first).filter((secret) => text.includes(JSON.stringify(secret).slice(1, -1)))).toEqual([]);
    });
  });
}

/** Every secret value; the dashboard's user name is the same for all. */
function secretsOf({ sshPrivateKey, credentials }: StackOutputs): string[] {
  const { dashboardUsername: _, ...secrets } = credentials;
  return [sshPrivateKey, ...Object.values(secrets)];
}

function secretOf(outputs: StackOutputs): Uint8Array {
  return new TextEncoder().encode(outputs.credentials.jwtSecret);
}

/** Ports of the workload: those in the endpoints, but for the web's own. */
function portsOf(outputs: StackOutputs): string[] {
  const urls = [...Object.values(outputs.endpoints), outputs.credentials.databaseUrl ?? ""];
  return urls.map((url) => /:(\d+)(\/|$)/.exec(url)?.[1] ?? "").filter((port) => port !== "" && port !== "443");
}
