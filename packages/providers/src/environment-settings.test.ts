import { expect, test } from "@jest/globals";
import { environmentSettings } from "./environment-settings.ts";
import { hcloudProvider } from "./hcloud/provider.ts";
import { isLoopback } from "./http/loopback.ts";
import { withEnvironment } from "./with-environment.ts";

const ENDPOINT = "http://127.0.0.1:8080/v1";

test("a provider takes from the environment what its configuration leaves out, and nothing else", () => {
  const settings = environmentSettings("hcloud", { HCLOUD_TOKEN: "a".repeat(64), HCLOUD_ENDPOINT: ENDPOINT });
  const provider = withEnvironment(hcloudProvider(isLoopback), settings);
  const failures = (config: Record<string, unknown>) => provider.checkConfig?.(config, new Set());

  expect(failures({})).toEqual([]);
  expect(failures({ token: "short" })).toEqual([{ property: "token", reason: "must have 64 characters, got 5" }]);
  expect(hcloudProvider(isLoopback).checkConfig?.({}, new Set())).toMatchObject([
    { property: "endpoint" },
    { property: "token" },
  ]);
});

test("an empty variable is none, and SSH of a cluster is put together from its own", () => {
  const env = { PROXMOX_VE_API_TOKEN: "", PROXMOX_VE_INSECURE: "true", PROXMOX_VE_SSH_USERNAME: "root" };

  expect(environmentSettings("proxmoxve", env)).toEqual({ insecure: true, ssh: { username: "root" } });
});
