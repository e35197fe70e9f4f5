import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";
import { parse } from "yaml";

const FOLDER = fileURLToPath(new URL(".", import.meta.url));
const read = (path: string) => readFileSync(join(FOLDER, path), "utf8");

interface Setting {
  takesEffect: string;
  is: string;
}
const versions: string[] = parse(read("template.yaml")).versions;
const settingsOf = (version: string): Record<string, Setting> => parse(read(`${version}/manifest.yaml`)).settings;

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

test.each(versions)("every setting that %s has restarts a service that has it", (version) => {
  const settings = Object.keys(settingsOf(version));

  expect(settings.filter((name) => servicesWith(version, name).length > 0)).toEqual(settings);
});

// They are made from the settings at every start, not once.
test("the pooler brings what it has registered to its settings at every start", () => {
  expect(servicesWith("0.7.0", "poolSize")).toEqual(["supavisor"]);
  expect(read("0.7.0/pooler.exs")).toContain(
    'Supavisor.Tenants.update_tenant(tenant, Map.put(settings, "users", users))',
  );
});

test("the table of settings in the README is the manifests'", () => {
  const all = Object.assign({}, ...versions.toReversed().map(settingsOf)) as Record<string, Setting>;
  const order = Object.keys(settingsOf(versions[0] ?? ""));
  const rows = order.map((name) => {
    const having = versions.filter((version) => Object.hasOwn(settingsOf(version), name));
    const { is, takesEffect } = all[name] ?? {};
    return `| \`${name}\` | ${is} | ${takesEffect} | ${having.length === versions.length ? "all" : having.join(", ")} |`;
  });

  expect(
    read("README.md")
      .split("\n")
      .filter((line) => /^\| `\w+` \|/.test(line)),
  ).toEqual(rows);
});
