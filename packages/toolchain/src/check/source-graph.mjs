import { readFileSync } from "node:fs";
import { posix } from "node:path";
import ts from "typescript";

/**
 * Who reads whom among the files of the checkout. A file reads another that it imports, and one that it names: programs are started
 * and templates are read by their path, so that a graph of imports alone would miss them. It errs on the side of too much.
 *
 * @typedef {object} SourceGraph
 * @property {(changed: readonly string[]) => Set<string>} readersOf The files that change with these, these included.
 */

const CODE = /\.(ts|mts|mjs|cjs|js)$/;
const TEST = /\.test\.ts$/;
const CROSSES_PACKAGES = /^(test|packages\/toolchain)\//;
const OURS = "@freehold/";

/**
 * These name the whole checkout and read nothing of it: the import rules, and the launcher's commands, which its tests start in
 * checkouts without the product.
 */
const ONLY_NAMES = [".dependency-cruiser.mjs", "packages/toolchain/src/commands.mjs"];

/** A text that may be the path of a file or of a folder. */
const PATH = /^(?!\/)(?=.*\w)#?[\w@./-]{1,200}$/;

/**
 * @param {string} root
 * @param {readonly string[]} files Paths below the root; one that is not there any more reads nothing, and is read.
 * @returns {SourceGraph}
 */
export function sourceGraph(root, files) {
  const places = knownPlaces(root, files);
  /** @type {Map<string, Set<string>>} What is named, file or folder, by its readers. */
  const readers = new Map();
  for (const file of files.filter((path) => CODE.test(path) && !ONLY_NAMES.includes(path))) {
    for (const name of namesIn(root, file)) {
      const named = places.find(file, name);
      if (named !== undefined) readers.set(named, (readers.get(named) ?? new Set()).add(file));
    }
  }
  return {
    readersOf(changed) {
      const reached = new Set(changed);
      for (const path of reached) {
        for (const place of placesOf(path)) for (const reader of readers.get(place) ?? []) reached.add(reader);
      }
      return reached;
    },
  };
}

/** A path and the folders that it is in. Who reads a folder reads no tests. @param {string} path */
function placesOf(path) {
  const parts = path.split("/");
  return TEST.test(path) ? [path] : parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}

/**
 * What a file says that may be the name of another: what it imports, and every text in it. What it imports for types alone does not
 * change what it does.
 *
 * @param {string} root
 * @param {string} file
 * @returns {string[]}
 */
function namesIn(root, file) {
  /** @type {string[]} */
  const names = [];
  /** @param {ts.Node} node */
  const visit = (node) => {
    if (ts.isImportDeclaration(node) && node.importClause?.isTypeOnly) return;
    if (ts.isExportDeclaration(node) && node.isTypeOnly) return;
    if (ts.isImportTypeNode(node)) return;
    if (ts.isStringLiteralLike(node)) names.push(node.text);
    // Of `programs/${name}.ts` the folder is known.
    if (ts.isTemplateHead(node) && node.text.includes("/")) names.push(node.text.replace(/\/[^/]*$/, "/"));
    if (ts.isCallExpression(node)) names.push(joined(node.arguments));
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, textOf(root, file), ts.ScriptTarget.Latest));
  return names.filter((name) => PATH.test(name));
}

/** The texts among the arguments of `join(root, "packages", "model")`. @param {readonly ts.Expression[]} args */
function joined(args) {
  const texts = args.filter(ts.isStringLiteralLike).map(({ text }) => text);
  return (args.some(isOwnFolder) ? [".", ...texts] : texts).join("/");
}

/** `import.meta.dirname` @param {ts.Expression} node */
function isOwnFolder(node) {
  return ts.isPropertyAccessExpression(node) && node.name.text === "dirname" && ts.isMetaProperty(node.expression);
}

/** @param {string} root @param {string} file */
function textOf(root, file) {
  try {
    return readFileSync(posix.join(root, file), "utf8");
  } catch {
    return "";
  }
}

/** @param {string} root @param {readonly string[]} files */
function knownPlaces(root, files) {
  const known = new Set(files);
  const folders = new Set(files.flatMap((file) => placesOf(file).slice(0, -1)));
  const packages = files.filter((file) => posix.basename(file) === "package.json").map((file) => posix.dirname(file));
  const exported = new Map(packages.map((folder) => packageAt(root, folder)));
  const imported = new Map(packages.map((folder) => [folder, importsAt(root, folder)]));

  return {
    /**
     * The file or folder that a file may mean by a name.
     *
     * @param {string} from
     * @param {string} name
     * @returns {string | undefined}
     */
    find(from, name) {
      if (name.startsWith(OURS)) return inPackage(name);
      if (name.startsWith("#")) return imported.get(packageOf(from))?.(name, inPackage);
      const paths = basesOf(from, name).map((base) => posix.join(base, name).replace(/\/$/, ""));
      return paths.find((path) => known.has(path) || (name.includes("/") && folders.has(path)));
    },
  };

  /** What lies at the root has names that others have, too: only what crosses packages means those. @param {string} from @param {string} name */
  function basesOf(from, name) {
    const own = [posix.dirname(from), packageOf(from)];
    return name.includes("/") || CROSSES_PACKAGES.test(from) ? [...own, "."] : own;
  }

  /** @param {string} name */
  function inPackage(name) {
    const [scope, own, ...rest] = name.split("/");
    const found = exported.get(`${scope}/${own}`);
    if (found === undefined) return undefined;
    const subpath = rest.join("/");
    const target = found.exports.get(subpath === "" ? "." : `./${subpath}`) ?? subpath;
    return posix.join(found.folder, target).replace(/\/$/, "");
  }

  /** @param {string} file @returns {string} */
  function packageOf(file) {
    const folder = posix.dirname(file);
    return folder === "." || packages.includes(folder) ? folder : packageOf(folder);
  }
}

/**
 * @param {string} root
 * @param {string} folder
 * @returns {[string, { folder: string, exports: Map<string, string> }]}
 */
function packageAt(root, folder) {
  const { name = "", exports = {} } = JSON.parse(textOf(root, posix.join(folder, "package.json")) || "{}");
  const targets = Object.entries(exports).flatMap(([subpath, target]) =>
    [target]
      .flatMap((value) => (typeof value === "string" ? [value] : Object.values(value)))
      .map((path) => /** @type {const} */ ([subpath, String(path)])),
  );
  return [name, { folder, exports: new Map(targets) }];
}

/**
 * What a package's `imports` say that `#templates/host/hostctl` is: with `"#templates/*": "@freehold/templates/*"`, a file of that package.
 *
 * @param {string} root
 * @param {string} folder
 * @returns {(name: string, inPackage: (name: string) => string | undefined) => string | undefined}
 */
function importsAt(root, folder) {
  const { imports = {} } = JSON.parse(textOf(root, posix.join(folder, "package.json")) || "{}");
  const starts = Object.entries(imports).map(([name, target]) =>
    [name, String(target)].map((text) => text.replace(/\*$/, "")),
  );
  return (name, inPackage) => {
    const [start = "", target = ""] = starts.find(([start = ""]) => name.startsWith(start)) ?? [];
    return target.startsWith(OURS) ? inPackage(`${target}${name.slice(start.length)}`) : undefined;
  };
}
