import { readFileSync } from "node:fs";
import type * as pulumi from "@pulumi/pulumi";
import { main } from "@pulumi/pulumi/provider/index.js";
import { mendDeletedWith } from "./mend-deleted-with.ts";
import { COMPONENTS, PACKAGE_NAME } from "./package.ts";

// What programs in YAML and in other languages start: `pulumi-resource-freehold`, which `pulumi package add` asks too.

interface Schema {
  version: string;
  resources: Record<string, { properties: Record<string, object> }>;
}

type Component = new (
  name: string,
  args: pulumi.Inputs,
  opts: pulumi.ComponentResourceOptions,
) => pulumi.ComponentResource;

const text = readFileSync(new URL("../schema.json", import.meta.url), "utf8");
const schema = JSON.parse(text) as Schema;
const components = new Map(
  COMPONENTS.map((component) => [`${PACKAGE_NAME}:index:${component.name}`, component as unknown as Component]),
);

await main(
  {
    version: schema.version,
    getSchema: () => Promise.resolve(text),
    construct(name, type, inputs, options) {
      const Component = components.get(type);
      if (Component === undefined)
        throw new Error(`there is no ${type}; the components are ${[...components.keys()].join(", ")}`);
      const made = new Component(name, inputs, mendDeletedWith(options));
      const outputs = Object.keys(schema.resources[type]?.properties ?? {});
      const state = Object.fromEntries(outputs.map((output) => [output, Reflect.get(made, output)]));
      return Promise.resolve({ urn: made.urn, state });
    },
  },
  process.argv.slice(2),
);
