/** A `package.json`, as far as publishing reads it. */
export interface Manifest {
  name: string;
  version: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  publishConfig?: Record<string, unknown>;
  [field: string]: unknown;
}

/** Fields that mean something inside the checkout only. */
const OWN = ["private", "main", "exports", "imports", "scripts", "devDependencies", "publishConfig"];

/**
 * The `package.json` of a package as it is published: what its `publishConfig` says in place of the folder's own, what the packages that are
 * compiled into it depend on, and ranges in place of `workspace:` and `catalog:`.
 *
 * @param manifest The one in the folder
 * @param others Those of all packages of the workspace, by name
 * @param catalog Versions that the workspace has agreed on, by package
 * @param imported Packages that the compiled code imports: what is compiled in needs less than the packages that it is of
 * @throws Error when a dependency names a catalogue entry that there is not, and when the code imports what no package depends on
 */
export function publishedManifest(
  manifest: Manifest,
  others: ReadonlyMap<string, Manifest>,
  catalog: Readonly<Record<string, string>>,
  imported: ReadonlySet<string>,
): Manifest {
  const kept = Object.fromEntries(Object.entries(manifest).filter(([field]) => !OWN.includes(field)));
  const peers = manifest.peerDependencies && ranges(manifest.peerDependencies, catalog);
  const all = dependenciesOf(manifest, others);
  const undeclared = [...imported].filter((name) => all[name] === undefined && peers?.[name] === undefined);
  if (undeclared.length > 0)
    throw new Error(`${manifest.name} imports ${undeclared.join(", ")} and depends on no such package`);
  const needed = Object.entries(all).filter(([name]) => imported.has(name) && peers?.[name] === undefined);
  return {
    ...kept,
    name: manifest.name,
    version: manifest.version,
    ...manifest.publishConfig,
    dependencies: ranges(Object.fromEntries(needed), catalog),
    ...(peers && { peerDependencies: peers }),
  };
}

/** What a package depends on outside of the workspace, itself or by what is compiled into it, in the order of names. */
function dependenciesOf(manifest: Manifest, others: ReadonlyMap<string, Manifest>): Record<string, string> {
  // What is compiled in is needed to build only; of the other packages for building, none is asked for.
  const building = Object.entries(manifest.devDependencies ?? {}).filter(([name]) => others.has(name));
  const all = [...Object.entries(manifest.dependencies ?? {}), ...building].flatMap(([name, range]) => {
    const other = others.get(name);
    return other === undefined ? [[name, range] as const] : Object.entries(dependenciesOf(other, others));
  });
  return Object.fromEntries(all.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * One version of a package is one that was tested; whoever installs ours may have a newer one that is compatible, and should not get a second
 * copy of it: two copies of Pulumi's SDK in one program do not know each other's resources.
 */
function ranges(dependencies: Readonly<Record<string, string>>, catalog: Readonly<Record<string, string>>) {
  const range = ([name, wanted]: [string, string]): [string, string] => {
    const version = wanted === "catalog:" ? catalog[name] : wanted;
    if (version === undefined) throw new Error(`${name} is not in the catalogue of pnpm-workspace.yaml`);
    return [name, /^\d/.test(version) ? `^${version}` : version];
  };
  return Object.fromEntries(Object.entries(dependencies).map(range));
}
