import { expect, test } from "@jest/globals";
import { scrubEnvironment } from "./scrub-environment.ts";

test("a runner inherits what programs need and none of the service's secrets", () => {
  const env = {
    PATH: "/bin",
    HOME: "/root",
    HTTPS_PROXY: "http://proxy",
    PULUMI_DEBUG_PROVIDERS: "hcloud:1",
    AWS_REGION: "eu-central-1",
    PULUMI_CONFIG_PASSPHRASE: "of another stack",
    FREEHOLD_MASTER_KEY: "secret",
    DATABASE_URL: "postgres://app:secret@db/app",
    HCLOUD_TOKEN: "secret",
    NODE_OPTIONS: "--inspect",
  };

  scrubEnvironment(env);

  expect(env).toEqual({
    PATH: "/bin",
    HOME: "/root",
    HTTPS_PROXY: "http://proxy",
    PULUMI_DEBUG_PROVIDERS: "hcloud:1",
    AWS_REGION: "eu-central-1",
  });
});
