import { readFileSync, writeFileSync } from "node:fs";
import type { ProviderDefinition } from "@freehold/provider-kit";
import { describe, expect, test } from "@jest/globals";
import { awsProvider } from "./aws/provider.ts";
import { cloudflareProvider } from "./cloudflare/provider.ts";
import { commandProvider } from "./command/provider.ts";
import { digitaloceanProvider } from "./digitalocean/provider.ts";
import { dockerProvider } from "./docker/provider.ts";
import { hcloudProvider } from "./hcloud/provider.ts";
import { isLoopback } from "./http/loopback.ts";
import { proxmoxveProvider } from "./proxmoxve/provider.ts";
import { randomProvider } from "./random/provider.ts";
import { STAND_INS, type StandInPackage } from "./serve-stand-ins.ts";
import { sdkSchema } from "./testing/sdk-schema.ts";
import { tlsProvider } from "./tls/provider.ts";
import { withSchema } from "./with-schema.ts";

const PROVIDERS: Record<StandInPackage, ProviderDefinition<unknown>> = {
  hcloud: hcloudProvider(isLoopback),
  digitalocean: digitaloceanProvider(isLoopback),
  proxmoxve: proxmoxveProvider(isLoopback),
  docker: dockerProvider(isLoopback),
  cloudflare: cloudflareProvider(isLoopback),
  aws: awsProvider(isLoopback),
  command: commandProvider,
  random: randomProvider,
  tls: tlsProvider,
};

interface Schema {
  version: string;
  provider: { inputProperties: Record<string, object>; requiredInputs: string[] };
  resources: Record<string, { inputProperties: Record<string, object>; requiredInputs: string[] }>;
}

describe.each([...STAND_INS])("the schema of %s", (name) => {
  const provider = PROVIDERS[name];

  test("is what the official SDK declares of what the stand-in serves (FREEHOLD_RENEW=schemas writes it)", () => {
    const sdk = name === "proxmoxve" ? "@muhlba91/pulumi-proxmoxve" : `@pulumi/${name}`;
    const resources = Object.keys(provider.resources);
    const declared = sdkSchema({ name, sdk, resources, functions: Object.keys(provider.functions ?? {}) });
    const file = new URL(`../schemas/${name}.json`, import.meta.url);
    if (process.env.FREEHOLD_RENEW === "schemas") writeFileSync(file, `${JSON.stringify(declared, null, 1)}\n`);

    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(declared);
  });

  test("names the inputs that the stand-in checks, and requires none that the stand-in does not", () => {
    const schema = JSON.parse(withSchema(provider).schema?.() ?? "{}") as Schema;

    expect(schema.version).toBe(provider.version);
    for (const [token, { schema: served }] of Object.entries(provider.resources)) {
      const { inputProperties = {}, requiredInputs } = schema.resources[token] ?? {};
      expect({ token, inputs: Object.keys(inputProperties).sort() }).toEqual({
        token,
        inputs: Object.keys(served.inputs).sort(),
      });
      const unasked = requiredInputs?.filter((input) => !served.inputs[input]?.required);
      expect({ token, unasked }).toEqual({ token, unasked: [] });
    }
  });
});

test("the providers' own inputs have the names by which stacks and programs configure them", () => {
  const inputsOf = (name: StandInPackage) =>
    Object.keys((JSON.parse(withSchema(PROVIDERS[name]).schema?.() ?? "{}") as Schema).provider.inputProperties);

  expect(inputsOf("hcloud")).toEqual(expect.arrayContaining(["token", "endpoint", "pollInterval"]));
  expect(inputsOf("digitalocean")).toEqual(expect.arrayContaining(["token", "apiEndpoint"]));
  expect(inputsOf("cloudflare")).toEqual(expect.arrayContaining(["apiToken", "baseUrl"]));
  expect(inputsOf("proxmoxve")).toEqual(expect.arrayContaining(["endpoint", "apiToken", "insecure", "ssh"]));
  expect(inputsOf("docker")).toEqual(expect.arrayContaining(["host", "sshOpts"]));
  expect(inputsOf("aws")).toEqual(expect.arrayContaining(["accessKey", "secretKey", "endpoints"]));
});
