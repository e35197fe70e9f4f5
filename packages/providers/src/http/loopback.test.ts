import { expect, test } from "@jest/globals";
import { endpointFailures } from "./endpoint.ts";
import { isLoopback } from "./loopback.ts";

test("only this machine is this machine", () => {
  const urls = ["http://127.0.0.1:1/v1", "http://127.9.9.9", "http://localhost:80", "http://[::1]:1"];
  const others = ["https://api.hetzner.cloud/v1", "http://10.0.0.1", "http://localhost.example.com", "127.0.0.1", ""];

  expect(urls.map(isLoopback)).toEqual([true, true, true, true]);
  expect(others.map(isLoopback)).toEqual([false, false, false, false, false]);
});

test("an endpoint elsewhere is refused with what to do", () => {
  const key = { package: "hcloud", key: "endpoint" };
  const remedy = "this is the stand-in for the sandbox; the real cloud needs the official hcloud plugin";

  expect(endpointFailures("https://api.hetzner.cloud/v1", key, isLoopback)).toEqual([
    { property: "endpoint", reason: `must be on this machine, got "https://api.hetzner.cloud/v1": ${remedy}` },
  ]);
  expect(endpointFailures(undefined, key, isLoopback)).toEqual([
    { property: "endpoint", reason: `is required and was not given: ${remedy}` },
  ]);
  expect(endpointFailures("http://127.0.0.1:1/v1", key, isLoopback)).toEqual([]);
});
