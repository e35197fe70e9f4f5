import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/** Version of an installed SDK package: the version that its stand-in says it is. */
export function packageVersion(name: string): string {
  const { version } = require(`${name}/package.json`) as { version: string };
  return version;
}
