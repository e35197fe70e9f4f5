import { expect, test } from "@jest/globals";
import { runTool } from "./run-tool.mjs";

test("a tool that is started inherits what tools go by, and none of the service's secrets", async () => {
  const tools = { PATH: "/usr/bin:/bin", HTTPS_PROXY: "http://proxy", GOPROXY: "off", NPM_TOKEN: "the registry's" };
  const secrets = { FREEHOLD_ADMIN_KEY: "a", DATABASE_URL: "b", HCLOUD_TOKEN: "c", PULUMI_CONFIG_PASSPHRASE: "d" };

  const { stdout } = await runTool("/usr/bin/env", [], { env: { ...tools, ...secrets } });

  expect(stdout.toSorted()).toEqual(
    Object.entries(tools)
      .map(([name, value]) => `${name}=${value}`)
      .toSorted(),
  );
});
