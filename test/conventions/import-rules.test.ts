import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { ROOT } from "./source-tree.ts";

// The rules hold in this tree because the check runs them; here they have to bite.

const RULES = ".dependency-cruiser.mjs";
const RUN_TIME_RULES = ".dependency-cruiser.run-time.mjs";

let tree: string;

beforeEach(() => {
  tree = mkdtempSync(join(tmpdir(), "freehold-import-rules-"));
  for (const file of [RULES, RUN_TIME_RULES, "tsconfig.json"]) cpSync(join(ROOT, file), join(tree, file));
});

afterEach(() => rmSync(tree, { recursive: true }));

test("a package must not import what lies above it", () => {
  write("service/src/index.ts", "export const service = 1;");
  write("components/src/index.ts", 'export { service } from "../../service/src/index.ts";');

  expect(violations()).toContain("layers: components imports packages/model, packages/catalogue, templates");
});

test("emulators and clients meet over HTTP only, in tests too", () => {
  write("packages/clouds/src/index.ts", "export const client = 1;");
  write("packages/sandbox/src/hetzner.test.ts", 'export { client } from "../../clouds/src/index.ts";');

  expect(violations()).toContain("clouds-meet-over-http");
});

test("only packages/engine imports the Automation API", () => {
  const automation = "node_modules/@pulumi/pulumi/automation/index.js";
  write("node_modules/@pulumi/pulumi/package.json", '{ "name": "@pulumi/pulumi", "version": "3.250.0" }');
  write(automation, "exports.LocalWorkspace = 1;");
  const source = 'export { LocalWorkspace } from "@pulumi/pulumi/automation/index.js";';
  write("packages/engine/src/automation.ts", source);
  write("service/src/automation.ts", source);

  expect(violations()).toEqual(["one-automation-api"]);
});

test("the service loads no Pulumi, however far away; types of it are no matter", () => {
  write("node_modules/@pulumi/hcloud/package.json", '{ "name": "@pulumi/hcloud", "version": "1.0.0" }');
  write("node_modules/@pulumi/hcloud/index.js", "exports.Server = class {};");
  write("components/src/server.ts", 'import { Server } from "@pulumi/hcloud";\nexport const made = new Server();');
  write("components/src/sizes.ts", 'import type { Server } from "@pulumi/hcloud";\nexport const sizes: Server[] = [];');

  write("service/src/main.ts", 'export { sizes } from "../../components/src/sizes.ts";');
  expect(violations(RUN_TIME_RULES)).toEqual([]);

  write("service/src/app/machines.ts", 'export { made } from "../../../components/src/server.ts";');
  write("service/src/main.ts", 'export { made } from "./app/machines.ts";');
  expect(violations(RUN_TIME_RULES)).toEqual(["no-pulumi-in-the-service"]);
});

test("another package is imported by its name", () => {
  write("packages/model/src/index.ts", "export const model = 1;");
  write("packages/catalogue/src/index.ts", 'export { model } from "../../model/src/index.ts";');

  expect(violations()).toEqual(["packages-by-name"]);
});

test("modules do not need each other in a circle", () => {
  write("packages/model/src/one.ts", 'import { two } from "./two.ts";\nexport const one = () => two;');
  write("packages/model/src/two.ts", 'import { one } from "./one.ts";\nexport const two = () => one;');

  expect(violations()).toEqual(["no-cycles"]);
});

test("modules do not name each other's types in a circle either", () => {
  write(
    "packages/model/src/one.ts",
    'import { two } from "./two.ts";\nexport type One = number;\nexport const one = () => two;',
  );
  write("packages/model/src/two.ts", 'import type { One } from "./one.ts";\nexport const two = (one: One) => one;');

  expect(violations()).toEqual(["no-cycles-of-types"]);
});

test("inside the service, http reaches the database through app only", () => {
  write("service/src/db/rows.ts", "export const rows = 1;");
  write("service/src/http/routes.ts", 'export { rows } from "../db/rows.ts";');

  expect(violations()).toEqual(["service-layers: http does not import db, gateway, jobs"]);
});

test("a package without a line in the table is refused", () => {
  write("packages/newcomer/src/index.ts", 'export { one } from "./one.ts";');
  write("packages/newcomer/src/one.ts", "export const one = 1;");

  expect(violations()).toEqual(["layers: every package has a line in .dependency-cruiser.mjs"]);
});

function write(path: string, text: string): void {
  mkdirSync(dirname(join(tree, path)), { recursive: true });
  writeFileSync(join(tree, path), `${text}\n`);
}

/** Names of the rules that this tree breaks. */
function violations(rules = RULES): string[] {
  const cruiser = join(ROOT, "node_modules", "dependency-cruiser", "bin", "dependency-cruiser.mjs");
  const folders = ["packages", "components", "service"].filter((folder) => {
    mkdirSync(join(tree, folder), { recursive: true });
    return true;
  });
  const args = [cruiser, "--config", rules, "--output-type", "json", ...folders];
  // The JSON report does not turn violations into an exit status.
  const report = JSON.parse(execFileSync(process.execPath, args, { cwd: tree, encoding: "utf8" })) as {
    summary: { violations: { rule: { name: string } }[] };
  };
  return [...new Set(report.summary.violations.map((violation) => violation.rule.name))];
}
