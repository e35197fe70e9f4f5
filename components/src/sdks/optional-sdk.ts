import { createRequire } from "node:module";
import * as pulumi from "@pulumi/pulumi";

const require = createRequire(import.meta.url);

/**
 * The SDK of a cloud that a program may do without: loaded when something of it is first used, and not before.
 *
 * @param module The package, or the one module of it that is needed: some packages take long to load as a whole
 * @throws RunError at that first use, when the package is not installed: it names the package and how to install it
 */
export function optionalSdk<Sdk extends object>(module: string): Sdk {
  return new Proxy({} as Sdk, { get: (_none, name) => Reflect.get(load<Sdk>(module), name) });
}

function load<Sdk extends object>(module: string): Sdk {
  const name = module.split("/").slice(0, 2).join("/");
  try {
    return require(module) as Sdk;
  } catch (error) {
    if (!isMissing(error, name)) throw error;
    throw new pulumi.RunError(
      `the package ${name} is needed for this and is not installed; run \`npm install "${name}@${rangeOf(name)}"\``,
    );
  }
}

/** Not a package that the SDK itself misses: that is a broken installation, and its own message says of what. */
function isMissing(error: unknown, name: string): boolean {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === "MODULE_NOT_FOUND" && message.includes(`'${name}`);
}

/** The versions of it that these components work with. */
function rangeOf(name: string): string {
  const { peerDependencies } = require("#package.json") as { peerDependencies: Record<string, string> };
  return peerDependencies[name] ?? "*";
}
