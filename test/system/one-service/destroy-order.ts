import type { Operation, Tenant } from "@freehold/model";
import { until } from "@freehold/testing";
import { describe, expect, test } from "@jest/globals";
import { runnersOf, signal } from "../crash/processes.ts";
import { ADMIN_KEY } from "../service-child.ts";
import type { ServiceInUse } from "../use-service.ts";

interface LoggedCall {
  sequence: number;
  cloud: string;
  method: string;
  path: string;
}

export function destroyOrder(world: ServiceInUse): void {
  describe("a destroy", () => {
    test("reports that it takes the protection away, and switches the machine off before its names go, also when it is killed between", async () => {
      const before = (await changes()).at(-1)?.sequence ?? 0;
      const { tenant, operation: create } = await world.service.signUp("acme");
      expect(await world.service.ended(create.id)).toMatchObject({ status: "succeeded" });
      await world.sandbox.fault({ cloud: "cloudflare", method: "DELETE", path: "/dns_records/", kind: "hold-before" });

      const { body } = await world.service.request<{ tenant: Tenant; operation: Operation }>(
        "DELETE",
        "/v1/tenants/acme",
      );
      await until("the first name to be about to go", async () => (await world.sandbox.held()).length > 0);

      expect(await powerOf(tenant.id)).toEqual(["off"]);
      expect(await messagesOf(body.operation.id)).toEqual(
        expect.arrayContaining([
          expect.stringMatching(/^protection is taken away from .*tenant-machine-server/),
          expect.stringMatching(/^server fh-\w+ is switched off$/),
        ]),
      );
      for (const { group } of runnersOf(world.service.child.pid)) signal(-group, "SIGKILL");
      await control("DELETE", "/faults");
      await world.sandbox.unhold("break");

      expect(await world.service.ended(body.operation.id)).toMatchObject({ status: "succeeded", failure: null });
      const calls = (await changes()).filter(({ sequence }) => sequence > before);
      const off = calls.findIndex(({ path }) => path.endsWith("/actions/poweroff"));
      const firstName = calls.findIndex(({ cloud, method }) => cloud === "cloudflare" && method === "DELETE");
      expect(off).toBeGreaterThanOrEqual(0);
      expect(off).toBeLessThan(firstName);
      const left = (await world.sandbox.inventory()).filter(({ labels }) => labels["freehold-scope"] !== "account");
      expect(left).toEqual([]);
    });

    /** Calls that change something, in order. */
    async function changes(): Promise<LoggedCall[]> {
      const { requests } = await control<{ requests: LoggedCall[] }>("GET", "/requests");
      return requests.filter(({ method }) => method !== "GET");
    }

    async function powerOf(tenantId: string): Promise<string[]> {
      const { endpoint, token } = world.sandbox.hetzner;
      const answer = await fetch(`${endpoint}/servers?name=fh-${tenantId}`, {
        headers: { authorization: `Bearer ${token}` },
      });
      const { servers } = (await answer.json()) as { servers: { status: string }[] };
      return servers.map(({ status }) => status);
    }

    /** What the operation's events say so far: they are stored before what they report is done. */
    async function messagesOf(operationId: string): Promise<string[]> {
      const stop = new AbortController();
      const answer = await fetch(`${world.service.url}/v1/operations/${operationId}/events`, {
        headers: { authorization: `Bearer ${ADMIN_KEY}` },
        signal: stop.signal,
      });
      let text = "";
      const decoder = new TextDecoder();
      for await (const chunk of answer.body ?? []) {
        text += decoder.decode(chunk, { stream: true });
        if (text.includes("switched off")) break;
      }
      stop.abort();
      return text.split("\n").flatMap((line) => {
        const data = line.startsWith("data:") ? (JSON.parse(line.slice(5)) as { message?: string }) : {};
        return data.message ?? [];
      });
    }

    async function control<Body>(method: string, at: string): Promise<Body> {
      const answer = await fetch(`${world.sandbox.control.endpoint}${at}`, { method });
      return (await answer.json().catch(() => undefined)) as Body;
    }
  });
}
