import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import * as components from "./index.ts";
import { packageSchema } from "./package-schema.ts";

const SCHEMA_FILE = new URL("../schema.json", import.meta.url);

test("the components carry over to every Pulumi language, and schema.json says how (scripts/write-schema.ts writes it)", () => {
  expect(JSON.parse(JSON.stringify(packageSchema()))).toEqual(JSON.parse(readFileSync(SCHEMA_FILE, "utf8")));
});

test("every component of the package is in the schema", () => {
  const { resources } = JSON.parse(readFileSync(SCHEMA_FILE, "utf8")) as { resources: Record<string, object> };
  const exported = Object.entries(components)
    .filter(([, value]) => typeof value === "function" && value.prototype instanceof pulumi.ComponentResource)
    .map(([name]) => `freehold:index:${name}`);

  expect(Object.keys(resources).sort()).toEqual(exported.sort());
});

test("every input and output is documented", () => {
  const { resources } = JSON.parse(readFileSync(SCHEMA_FILE, "utf8")) as {
    resources: Record<string, { inputProperties: Properties; properties: Properties }>;
  };
  const silent = Object.entries(resources).flatMap(([token, { inputProperties, properties }]) =>
    Object.entries({ ...inputProperties, ...properties })
      .filter(([, property]) => !property.description)
      .map(([name]) => `${token}.${name}`),
  );

  expect(silent).toEqual([]);
});

type Properties = Record<string, { description?: string }>;
