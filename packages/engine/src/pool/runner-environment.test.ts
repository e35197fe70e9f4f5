import { expect, test } from "@jest/globals";
import { LIGHT_RUNNER } from "./light-runner.ts";
import { runnerEnvironment } from "./runner-environment.ts";

const SECRETS = { FREEHOLD_ADMIN_KEY: "a", FREEHOLD_MASTER_KEY: "b", DATABASE_URL: "c", HCLOUD_TOKEN: "d" };
const AWS = { AWS_ACCESS_KEY_ID: "e", AWS_SECRET_ACCESS_KEY: "f" };

test("a runner begins with what programs need and none of the service's secrets", () => {
  expect(runnerEnvironment({ PATH: "/bin", HOME: "/root", ...SECRETS, ...AWS })).toEqual({
    ...LIGHT_RUNNER.env,
    ...{ PATH: "/bin", HOME: "/root" },
  });
});

test("a cloud's credentials come along where its storage holds the state, or may hold it", () => {
  const inS3 = { PULUMI_BACKEND_URL: "s3://bucket", ...AWS };

  expect(runnerEnvironment({ ...inS3, ...SECRETS, PGPASSWORD: "g" })).toEqual({ ...LIGHT_RUNNER.env, ...inS3 });
  expect(runnerEnvironment({ PULUMI_BACKEND_URL_FILE: "/run/url", ...AWS })).toMatchObject(AWS);
});

test("a setting of glibc that the service has stays as it is", () => {
  expect(runnerEnvironment({ MALLOC_ARENA_MAX: "8" }).MALLOC_ARENA_MAX).toBe("8");
});
