/**
 * The import rules. Arrows only go down: what a folder may import of ours is its line in this table, and nothing else.
 * A new folder needs a line. What a package may import of others is held by its package.json.
 *
 * @type {Readonly<Record<string, readonly string[]>>}
 */
const MAY_IMPORT = {
  "packages/model": [],
  "packages/catalogue": ["packages/model"],
  "packages/ssh": [],
  "packages/clouds": ["packages/model", "packages/catalogue", "packages/ssh"],
  "packages/provider-kit": ["packages/model"],
  "packages/providers": ["packages/model", "packages/provider-kit", "packages/ssh"],
  // Not packages/clouds: clients and emulators meet over HTTP only, so that a mistake they share cannot hide.
  "packages/sandbox": ["packages/model", "packages/catalogue", "packages/providers", "templates"],
  // Of components nothing but the table of templates, which loads no Pulumi: the rule client-loads-no-pulumi.
  "packages/client": ["packages/model", "components"],
  "packages/toolchain": [],
  // For tests alone, wherever they are: the rule tests-are-leaves keeps the product from importing it.
  "packages/testing": [],
  templates: [],
  components: ["packages/model", "packages/catalogue", "templates"],
  stacks: ["packages/model", "packages/catalogue", "packages/ssh", "components"],
  examples: ["components"],
  "packages/engine": ["packages/model", "packages/catalogue", "packages/clouds", "packages/providers", "stacks"],
  service: [
    ...["packages/model", "packages/catalogue", "packages/clouds", "packages/client", "packages/engine"],
    ...["packages/sandbox", "packages/ssh", "packages/toolchain", "components", "stacks"],
  ],
};

/** Inside the service, the same: which of its folders a folder must not import. */
const SERVICE_MUST_NOT_IMPORT = {
  db: ["app", "gateway", "http", "jobs"],
  app: ["gateway", "http", "jobs"],
  gateway: ["http", "jobs"],
  http: ["db", "gateway", "jobs"],
  jobs: ["http"],
};

/** Modules that name each other's types and may, with the reason. */
const CYCLES_OF_TYPES = {
  "^packages/clouds/src/.*(inventory|observed-item)[.]ts$":
    "what an item is stands beside the function that makes the inventory of each cloud",
};

const OURS = "^(packages/[^/]+|components|stacks|service|templates|examples|test)/";
const TESTS = "[.]test[.]ts$|(^|/)test(ing)?/";

const layerRules = Object.entries(MAY_IMPORT).map(([folder, allowed]) => ({
  name: `layers: ${folder} imports ${allowed.join(", ") || "nothing of ours"}`,
  severity: "error",
  from: { path: `^${folder}/`, pathNot: TESTS },
  to: { path: OURS, pathNot: [folder, ...allowed].map((name) => `^${name}/`) },
}));

const serviceRules = Object.entries(SERVICE_MUST_NOT_IMPORT).map(([folder, forbidden]) => ({
  name: `service-layers: ${folder} does not import ${forbidden.join(", ")}`,
  severity: "error",
  from: { path: `^service/src/${folder}/`, pathNot: TESTS },
  to: { path: `^service/src/(${forbidden.join("|")})/` },
}));

export default {
  forbidden: [
    ...layerRules,
    ...serviceRules,
    {
      name: "layers: every package has a line in .dependency-cruiser.mjs",
      severity: "error",
      from: { path: "^packages/", pathNot: Object.keys(MAY_IMPORT).map((folder) => `^${folder}/`) },
      to: {},
    },
    {
      name: "clouds-meet-over-http",
      comment: "emulators and clients share no code, in tests neither: a mistake they share could hide",
      severity: "error",
      from: { path: "^packages/(sandbox|clouds)/" },
      to: { path: "^packages/(sandbox|clouds)/", pathNot: "^packages/$1/" },
    },
    {
      name: "one-automation-api",
      comment: "only packages/engine drives the engine; ask it (tests below it may drive one themselves)",
      severity: "error",
      from: { pathNot: ["^packages/engine/", TESTS] },
      to: { path: "node_modules/@pulumi/pulumi/automation/" },
    },
    {
      name: "client-loads-no-pulumi",
      comment: "the command checks templates by their table alone: whoever installs the client gets no provider",
      severity: "error",
      from: { path: "^packages/client/", pathNot: TESTS },
      to: { path: "^components/", pathNot: "^components/src/workload/templates[.]ts$" },
    },
    {
      name: "packages-by-name",
      comment: "another package is imported by its name, so that its `exports` decide what is public",
      severity: "error",
      from: { path: "^(packages/[^/]+|components|stacks/[^/]+|service|templates|examples/[^/]+|test)/" },
      to: { path: OURS, pathNot: "^$1/", dependencyTypes: ["local"] },
    },
    {
      name: "no-cycles",
      comment: "two modules that need each other when they run are one module, or lack a third",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "no-cycles-of-types",
      comment:
        "nobody can read either of two modules first that name each other's types: the type has a file of its own",
      severity: "error",
      from: { pathNot: Object.keys(CYCLES_OF_TYPES) },
      to: { circular: true, via: { dependencyTypes: ["type-only"] } },
    },
    {
      name: "tests-are-leaves",
      comment: "the product does not import what only tests need",
      severity: "error",
      from: { pathNot: TESTS },
      to: { path: TESTS },
    },
    {
      name: "resolvable",
      comment: "the package is not in this package's package.json, or the file is not there",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)(dist|[.]pulumi)/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "types", "node", "default"],
      extensions: [".ts", ".mjs", ".js", ".d.ts", ".json"],
    },
  },
};
