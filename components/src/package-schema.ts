import { readFileSync } from "node:fs";
import { Analyzer } from "@pulumi/pulumi/provider/experimental/analyzer.js";
import { generateSchema } from "@pulumi/pulumi/provider/experimental/schema.js";
import { COMPONENTS, PACKAGE_NAME } from "./package.ts";

const FOLDER = new URL("..", import.meta.url).pathname;

/** The package's schema as Pulumi's analyzer reads it from the sources; throws where it meets a type that it cannot carry. */
export function packageSchema(): object {
  const manifest = JSON.parse(readFileSync(`${FOLDER}package.json`, "utf8")) as {
    version: string;
    description: string;
  };
  const analyzer = new Analyzer(
    FOLDER.replace(/\/$/, ""),
    PACKAGE_NAME,
    manifest,
    new Set(COMPONENTS.map(({ name }) => name)),
  );
  const { components, typeDefinitions, dependencies } = analyzer.analyze();
  return generateSchema(
    PACKAGE_NAME,
    manifest.version,
    manifest.description,
    components,
    typeDefinitions,
    dependencies,
  );
}
