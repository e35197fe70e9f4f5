import { expect, test } from "@jest/globals";
import { isTemplateFile } from "./is-template-file.ts";
import { type Manifest, publishedManifest } from "./published-manifest.ts";

const MODEL: Manifest = { name: "@freehold/model", version: "0.1.0", dependencies: { zod: "catalog:" } };
const CATALOGUE: Manifest = {
  name: "@freehold/catalogue",
  version: "0.1.0",
  dependencies: { "@freehold/model": "workspace:*", yaml: "^2.8.0" },
};
const WORKSPACE = new Map([MODEL, CATALOGUE].map((manifest) => [manifest.name, manifest]));
const ALL = new Set(["@pulumi/pulumi", "yaml", "zod"]);
const CATALOG = { zod: "^4.1.0", "@pulumi/pulumi": "3.250.0", "@pulumi/hcloud": "1.41.0" };

const COMPONENTS: Manifest = {
  name: "@freehold/components",
  version: "1.2.0",
  private: true,
  description: "Components",
  exports: { ".": "./src/index.ts" },
  dependencies: { "@pulumi/pulumi": "catalog:" },
  peerDependencies: { "@pulumi/hcloud": "catalog:" },
  peerDependenciesMeta: { "@pulumi/hcloud": { optional: true } },
  devDependencies: { "@freehold/catalogue": "workspace:*", "@pulumi/hcloud": "catalog:" },
  publishConfig: { name: "freehold-components", exports: { ".": "./dist/index.js" } },
};

test("a published package depends on nothing of the workspace, and on all that is compiled into it", () => {
  expect(publishedManifest(COMPONENTS, WORKSPACE, CATALOG, ALL)).toEqual({
    name: "freehold-components",
    version: "1.2.0",
    description: "Components",
    exports: { ".": "./dist/index.js" },
    dependencies: { "@pulumi/pulumi": "^3.250.0", yaml: "^2.8.0", zod: "^4.1.0" },
    peerDependencies: { "@pulumi/hcloud": "^1.41.0" },
    peerDependenciesMeta: { "@pulumi/hcloud": { optional: true } },
  });
});

test("what the compiled code does not import is no dependency", () => {
  const imported = new Set(["@pulumi/pulumi", "yaml"]);

  expect(publishedManifest(COMPONENTS, WORKSPACE, CATALOG, imported).dependencies).toEqual({
    "@pulumi/pulumi": "^3.250.0",
    yaml: "^2.8.0",
  });
});

test("an import without a dependency is refused", () => {
  expect(() => publishedManifest(COMPONENTS, WORKSPACE, CATALOG, new Set(["left-pad"]))).toThrow(
    "@freehold/components imports left-pad and depends on no such package",
  );
});

test("a dependency without an entry in the catalogue is refused", () => {
  expect(() => publishedManifest(COMPONENTS, WORKSPACE, {}, ALL)).toThrow(
    "@pulumi/hcloud is not in the catalogue of pnpm-workspace.yaml",
  );
});

test("of the templates their tests stay behind", () => {
  const paths = ["", "host/hostctl", "supabase/0.7.0/db/jwt.sql", "app/1/package.json"];
  const left = ["package.json", "host/hostctl.test.ts", "supabase/testing/ask.ts", "node_modules/yaml/index.js"];

  expect(paths.filter((path) => !isTemplateFile(path))).toEqual([]);
  expect(left.filter(isTemplateFile)).toEqual([]);
});
