import { join } from "node:path";
import { expect, test } from "@jest/globals";
import ts from "typescript";
import { ROOT } from "./source-tree.ts";

// The table of resource kinds is changed in memory; the places that must know of the change have to stop compiling.

const TABLE = "packages/model/src/resource-kinds/resource-kinds.ts";
const ROLES = "packages/model/src/resource-kinds/resource-roles.ts";

const HETZNER = "packages/clouds/src/hetzner/kinds.ts";
const DIGITALOCEAN = "packages/clouds/src/digitalocean/kinds.ts";
const PROXMOX = "packages/clouds/src/proxmox/inventory.ts";
const ADOPTION = "packages/engine/src/adoption/with-adopted.ts";
const HOLDINGS = "packages/engine/src/expected-resources.ts";
const STAND_INS = "packages/providers/src/docker/provider.ts";
const ORPHANS = "service/src/app/ledger/orphan-cost.ts";
const PREVIEW = "service/src/app/placement/planned-resources.ts";
const LABELLED = "service/src/policies/labelled.ts";
/** Without those that load the SDKs of all clouds, such as `label-everything.ts`: they take 220 MB more to compile. */
const PLACES = [HETZNER, DIGITALOCEAN, PROXMOX, ADOPTION, HOLDINGS, STAND_INS, ORPHANS, PREVIEW, LABELLED];

/** A line of a file, and what it becomes. */
type Edit = readonly [file: string, line: RegExp, become: string];

const sources = new Map<string, ts.SourceFile | undefined>();

/** Of the places that know something of each kind those that do not compile when these lines are others. */
function broken(...edits: Edit[]): string[] {
  const { options } = ts.convertCompilerOptionsFromJson(
    ts.readConfigFile(join(ROOT, "tsconfig.json"), ts.sys.readFile).config.compilerOptions,
    ROOT,
  );
  const host = ts.createCompilerHost(options);
  const { getSourceFile } = host;
  host.getSourceFile = (file, ...rest) => {
    const own = edits.filter(([path]) => join(ROOT, path) === file);
    if (own.length > 0) return ts.createSourceFile(file, edited(host.readFile(file) ?? "", own), rest[0], true);
    // What stays as it is is read once.
    if (!sources.has(file)) sources.set(file, getSourceFile(file, ...rest));
    return sources.get(file);
  };
  const program = ts.createProgram({ rootNames: PLACES.map((file) => join(ROOT, file)), options, host });
  return PLACES.filter((file) => program.getSemanticDiagnostics(program.getSourceFile(join(ROOT, file))).length > 0);
}

function edited(text: string, edits: readonly Edit[]): string {
  return edits.reduce((before, [file, line, become]) => {
    if (!line.test(before)) throw new Error(`${file} has no line ${line}`);
    return before.replace(line, become);
  }, text);
}

test("the places that know something of each kind compile as they are", () => {
  expect(broken()).toEqual([]);
});

test("a kind that is left out of the table fails to compile where it is listed, expected and foreseen", () => {
  expect(broken([TABLE, /\n {4}floating_ip: .*/, ""])).toEqual([HETZNER, HOLDINGS]);
  expect(broken([TABLE, /\n {4}tag: \{ tokens: \["digitalocean.*/, ""])).toEqual([DIGITALOCEAN, HOLDINGS, PREVIEW]);
  expect(broken([TABLE, /\n {4}network: \{ tokens: \["docker.*/, ""])).toEqual([HOLDINGS, STAND_INS, PREVIEW]);
});

test("a kind that is new in the table fails to compile until its inventory lists it and its facts are known", () => {
  const row = "\n    load_balancer: { tokens: [], role: 'network', ownerIn: 'labels' },";

  expect(broken([TABLE, /\n {2}hetzner: \{/, `$&${row}`])).toEqual([HETZNER, HOLDINGS]);
});

test("a word that an inventory lists and the table does not have fails to compile", () => {
  expect(broken([PROXMOX, /itemOf\("pool", /, 'itemOf("sdn_zone", '])).toEqual([PROXMOX]);
});

test("a cloud that is new in the table fails to compile until it is answered for", () => {
  expect(
    broken(
      [TABLE, /"cloudflare" \| "route53"/, '"cloudflare" | "bunny" | "route53"'],
      [TABLE, /\n {2}dokploy: \{/, "\n  bunny: { record: { tokens: [], role: 'name', ownerIn: 'comment' } },$&"],
    ),
  ).toEqual([ADOPTION, HOLDINGS]);
});

test("a role that is new fails to compile until it is known what it costs and whether it must be labelled", () => {
  const row = '\n  certificate: { removal: 15, holdsData: false, stage: "configure" },';

  expect(broken([ROLES, /RESOURCE_ROLES = \{/, `$&${row}`])).toEqual([ORPHANS, LABELLED]);
});

test("a new place in which a resource says whose it is fails to compile until it is looked for there", () => {
  expect(broken([TABLE, /"comment" \| /, '"comment" | "annotation" | '])).toEqual([LABELLED]);
});
