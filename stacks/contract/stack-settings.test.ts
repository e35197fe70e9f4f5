import { expect, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { readStackSettings } from "./read-stack-settings.ts";
import { parseStackSettings, type StackSetting, writeStackSettings } from "./stack-settings.ts";

const SETTINGS: StackSetting[] = [
  { key: "shop:name", path: ["name"], as: "text" },
  { key: "shop:port", path: ["port"], as: "number", env: "SHOP_PORT" },
  { key: "shop:open", path: ["open"], as: "boolean" },
  { key: "shop:limits", path: ["limits"], as: "json" },
  { key: "cloud:token", path: ["cloud", "token"], as: "text", secret: true, env: "CLOUD_TOKEN" },
];
const Shop = z.strictObject({
  name: z.string().regex(/^[a-z]+$/, "must be lower-case letters"),
  port: z.number().int().max(65535),
  open: z.boolean(),
  limits: z.strictObject({ kind: z.enum(["soft", "hard"]), of: z.array(z.number()) }),
  cloud: z.strictObject({ token: z.string() }),
});
const CONFIG = { name: "acme", port: 80, open: false, limits: { kind: "soft", of: [1] }, cloud: { token: "t" } };

function messageOf(raw: unknown): string {
  try {
    parseStackSettings(Shop, SETTINGS, raw);
  } catch (error) {
    return (error as Error).message;
  }
  return "";
}

test("what is written is read back, secrets marked", () => {
  const entries = writeStackSettings(SETTINGS, CONFIG);
  pulumi.runtime.setAllConfig(Object.fromEntries(Object.entries(entries).map(([key, { value }]) => [key, value])));

  expect(readStackSettings(SETTINGS, {})).toEqual(CONFIG);
  expect(entries["cloud:token"]).toEqual({ value: "t", secret: true });
  expect(entries["shop:limits"]).toEqual({ value: '{"kind":"soft","of":[1]}' });
});

test("the environment stands in for what is not set, and for nothing else", () => {
  pulumi.runtime.setAllConfig({ "shop:port": "81" });

  expect(readStackSettings(SETTINGS, { SHOP_PORT: "82", CLOUD_TOKEN: "from-env", NAME: "x" })).toEqual({
    port: 81,
    cloud: { token: "from-env" },
  });
});

test("every wrong setting is named with what is allowed and the command that sets it", () => {
  const wrong = { ...CONFIG, name: "ACME", port: "eighty", open: "maybe", limits: { kind: "firm", of: ["x"] } };

  expect(messageOf(wrong).split("\n")).toEqual([
    "the stack's configuration cannot be used:",
    '  shop:name must be lower-case letters, got "ACME"; run `pulumi config set shop:name <value>`',
    '  shop:port must be a value of type number, got "eighty"; run `pulumi config set shop:port <value>`',
    '  shop:open must be a value of type boolean, got "maybe"; run `pulumi config set shop:open <value>`',
    "  shop:limits.kind must be one of soft, hard, got \"firm\"; run `pulumi config set --path 'shop:limits.kind' <value>`",
    "  shop:limits.of[0] must be a value of type number, got \"x\"; run `pulumi config set --path 'shop:limits.of[0]' <value>`",
  ]);
});

test("a missing setting says where it could have come from", () => {
  expect(messageOf({ ...CONFIG, cloud: {} })).toContain(
    "cloud:token is not set and neither is CLOUD_TOKEN; run `pulumi config set --secret cloud:token <value>`",
  );
});

test("a wrong secret is not shown", () => {
  expect(messageOf({ ...CONFIG, cloud: { token: 7 } })).toContain(
    "cloud:token must be a value of type string, got a secret value",
  );
});
