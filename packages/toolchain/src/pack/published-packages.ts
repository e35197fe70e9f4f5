/** A package of the workspace that is published: compiled, with the packages of the workspace that it imports inside. */
export interface PublishedPackage {
  /** Its folder, from the root of the checkout. */
  folder: string;

  /** Modules that are loaded by name or started, each becoming `dist/<name>.js`: name → source, in the folder. */
  entries: Readonly<Record<string, string>>;

  /** Files of the folder that are published as they are. */
  files: readonly string[];

  /**
   * Packages of others that are compiled in too, with their licences: small parts of large packages, of which no type is in ours.
   *
   * @default - none
   */
  bundled?: readonly string[];

  /** The templates are published inside, in `templates/`. @default false */
  withTemplates?: boolean;
}

/** What `npm run pack` packs. What differs in the published `package.json` is the `publishConfig` of the one in the folder. */
export const PUBLISHED_PACKAGES: readonly PublishedPackage[] = [
  {
    folder: "components",
    entries: { index: "src/published.ts", plugin: "src/plugin.ts" },
    files: ["README.md", "schema.json", "pulumi-resource-freehold"],
    bundled: ["zod"],
    withTemplates: true,
  },
  { folder: "packages/client", entries: { index: "src/index.ts", main: "src/main.ts" }, files: ["README.md"] },
  { folder: "packages/provider-kit", entries: { index: "src/index.ts" }, files: ["README.md"] },
];
