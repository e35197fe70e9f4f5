import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";
import { parse } from "yaml";

const FOLDER = fileURLToPath(new URL(".", import.meta.url));
const read = (path: string) => readFileSync(join(FOLDER, path), "utf8");

interface Setting {
  takesEffect: string;
  only?: string[];
  is: string;
}
const manifest: { settings: Record<string, Setting>; versions: Record<string, unknown> } = parse(read("manifest.yaml"));
const versions = Object.keys(manifest.versions);
const settings = Object.entries(manifest.settings);

/** The services that are made anew when a setting changes: those whose environment has it. */
function servicesWith(version: string, setting: string): string[] {
  const variable = new RegExp(`^(\\w+)=\\{\\{${setting}\\}\\}$`, "m").exec(read(`${version}/env.template`))?.[1];
  if (variable === undefined) return [];
  const { services } = parse(read(`${version}/compose.yaml`)) as {
    services: Record<string, { environment?: Record<string, string> }>;
  };
  return Object.entries(services)
    .filter(([, { environment }]) =>
      Object.values(environment ?? {}).some((value) => value.includes(`\${${variable}}`)),
    )
    .map(([service]) => service);
}

test.each(versions)(
  "every setting that %s has restarts a service that has it, and what it has not is refused there",
  (version) => {
    const inUse = settings.filter(([name]) => servicesWith(version, name).length > 0).map(([name]) => name);
    const taken = settings.filter(([, { only }]) => only?.includes(version) ?? true).map(([name]) => name);

    expect(inUse).toEqual(taken);
  },
);

// They are made from the settings at every start, not once.
test("the pooler brings what it has registered to its settings at every start", () => {
  expect(servicesWith("0.7.0", "poolSize")).toEqual(["supavisor"]);
  expect(read("0.7.0/pooler.exs")).toContain(
    'Supavisor.Tenants.update_tenant(tenant, Map.put(settings, "users", users))',
  );
});

test("the table of settings in the README is the manifest's", () => {
  const rows = settings.map(
    ([name, { takesEffect, only, is }]) => `| \`${name}\` | ${is} | ${takesEffect} | ${only?.join(", ") ?? "all"} |`,
  );

  expect(
    read("README.md")
      .split("\n")
      .filter((line) => /^\| `\w+` \|/.test(line)),
  ).toEqual(rows);
});
