import { spawn } from "node:child_process";
import { once } from "node:events";
import { memoryShortage } from "@freehold/service/memory-shortage";
import { describe, expect, test } from "@jest/globals";
import { sumOf, treeMemory } from "./tree-memory.ts";

/** What the plugins of one operation may take beside a runner and its engine of 310 MB. */
const PLUGINS_MB = 290;

const onLinux = process.platform === "linux" ? describe : describe.skip;

onLinux(`memory${process.platform === "linux" ? "" : " (skipped: /proc is Linux's)"}`, () => {
  test("provider plugins are measured with the engine that starts them; with those of that size an operation takes what a worker is given", async () => {
    const program = `const held = Buffer.alloc(${PLUGINS_MB * 1e6}, 1); console.log("up"); setInterval(() => held.length, 1e3)`;
    const plugin = spawn(process.execPath, ["-e", program], {
      argv0: "pulumi-resource-hcloud",
      stdio: ["ignore", "pipe", "ignore"],
    });
    const ended = once(plugin, "exit");
    try {
      await once(plugin.stdout, "data");

      const measured = sumOf(await treeMemory(plugin.pid as number), "engine");

      expect(measured).toBeGreaterThan(PLUGINS_MB);
      // A process of Node that holds nothing has some 50 MB, which no Go program needs.
      expect(measured).toBeLessThan(PLUGINS_MB + 70);
      const limitBytes = (200 + 3 * (310 + PLUGINS_MB)) * 1e6;
      expect(memoryShortage({ workers: 3, clouds: "live", limitBytes })).toBeUndefined();
    } finally {
      plugin.kill("SIGKILL");
      await ended;
    }
  });
});
