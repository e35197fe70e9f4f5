import { until } from "@freehold/testing";
import { beforeAll, describe, expect, test } from "@jest/globals";
import type { ServiceInUse } from "../use-service.ts";

/** How long further signals count as the one before, in milliseconds. */
const SAME_SIGNAL_MS = 1000;

export function askedToEnd(world: ServiceInUse): void {
  describe("a service that is asked to end", () => {
    beforeAll(async () => {
      await world.service.child.end();
      await world.startAgain({ FREEHOLD_LEASE_SEC: "5", FREEHOLD_DRAIN_SEC: "600" });
    });

    const servers = async () => (await world.sandbox.inventory()).filter(({ type }) => type === "server");

    test("lets what runs end; asked again it puts it back, ends well, and the next one resumes it", async () => {
      await world.sandbox.fault({ cloud: "hetzner", method: "POST", path: "/servers$", kind: "hold-after" });
      const { operation } = await world.service.signUp("hasty");
      await until("the server to exist", async () => (await servers()).length === 1);
      const { child } = world.service;
      const exited = child.exited();

      process.kill(child.pid, "SIGTERM");
      const drains = await until("it to drain", () => child.lines.find((line) => line.includes("lets what runs end")));
      // Signals within a second are one and the same, and a third one would end it at once: exactly one, and late enough.
      const { time } = JSON.parse(drains) as { time: string | number };
      await until("the second to be over", () => Date.now() > new Date(time).getTime() + SAME_SIGNAL_MS);
      process.kill(child.pid, "SIGINT");
      await until("it to put back what runs", () => child.lines.some((line) => line.includes("what runs is put back")));
      // A call that is under way is let end: its answer holds the server's id.
      await world.sandbox.unhold("go");
      expect(await exited).toBe(0);
      expect(child.lines.some((line) => line.includes("operation requeued"))).toBe(true);

      await world.startAgain();
      expect(await world.service.ended(operation.id)).toMatchObject({ status: "succeeded", failure: null });
      expect(await servers()).toHaveLength(1);
    });

    test("with nothing in flight ends at once at Ctrl-C", async () => {
      const exited = world.service.child.exited();
      const askedAt = performance.now();

      process.kill(world.service.child.pid, "SIGINT");

      expect(await exited).toBe(0);
      expect(performance.now() - askedAt).toBeLessThan(300_000);
    });
  });
}
