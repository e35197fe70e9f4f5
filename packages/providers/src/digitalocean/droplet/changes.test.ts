import { expect, test } from "@jest/globals";
import type { DigitaloceanClient } from "../client.ts";
import type * as wire from "../wire.ts";
import { changeDroplet } from "./changes.ts";

test.each([
  ["active", ["power_off", "resize", "power_on"]],
  ["off", ["resize"]],
])("a droplet that was %s is that again when its new size is refused", async (status, expected) => {
  const done: string[] = [];
  const client = {
    async act(_path: string, { type }: { type: string }) {
      done.push(type);
      if (type === "resize") throw new Error("This size is not available because it has a smaller disk.");
    },
  } as unknown as DigitaloceanClient;
  const live = { id: 1, name: "d", status, size_slug: "s-4vcpu-8gb", features: [], tags: [], volume_ids: [] };
  const inputs = { size: "s-2vcpu-4gb" };

  const change = changeDroplet({
    ...{ client, path: "/droplets/1", inputs, oldInputs: inputs, signal: new AbortController().signal },
    live: live as unknown as wire.Droplet,
  } as unknown as Parameters<typeof changeDroplet>[0]);

  await expect(change).rejects.toThrow("smaller disk");
  expect(done).toEqual(expected);
});
