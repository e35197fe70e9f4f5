import { expect, test } from "@jest/globals";
import { commandEnvironment } from "./command-environment.ts";

test("what makes machines inherits how to reach Docker and the network, and none of the service's secrets", () => {
  const needed = {
    PATH: "/bin",
    DOCKER_HOST: "tcp://engine",
    https_proxy: "http://proxy",
    GOPROXY: "off",
    PIP_INDEX_URL: "x",
  };

  expect(
    commandEnvironment({ ...needed, FREEHOLD_ADMIN_KEY: "a", DATABASE_URL: "b", HCLOUD_TOKEN: "c", PGPASSWORD: "d" }),
  ).toEqual(needed);
});
