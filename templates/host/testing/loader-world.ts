import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { createHostWorld, type HostWorld, type Outcome } from "./host-world.ts";

/** A file of the host template. */
export function hostFile(name: string): string {
  return readFileSync(new URL(`../${name}`, import.meta.url), "utf8");
}

export const HOSTCTL = hostFile("hostctl");
export const sha256Of = (program: string): string => createHash("sha256").update(program).digest("hex");
/** The hostctl of a release that never was, with this version. */
export const releaseOf = (version: string): string => HOSTCTL.replace(/^VERSION=.*$/m, `VERSION=${version}`);
export const NOW = /^VERSION=(.*)$/m.exec(HOSTCTL)?.[1] ?? "";

/** A machine whose /usr/local/bin/hostctl is the loader, or a whole hostctl from before it. */
export interface LoaderWorld extends HostWorld {
  /** Asks it by its name, as one who logged in does. */
  ask(line: string, stdin?: string, env?: Record<string, string>): Promise<Outcome>;
  install(program: string): Promise<Outcome>;
  version(): Promise<string>;
  /** Text of a file on the machine; undefined where there is none. */
  read(onMachine: string): string | undefined;
}

/** @param machine Text of its /usr/local/bin/hostctl */
export function createLoaderWorld(machine: string = hostFile("loader")): LoaderWorld {
  const world = createHostWorld();
  world.write("/usr/local/bin/hostctl", machine, 0o755);
  world.write("/proc/meminfo", "MemTotal: 16000000 kB\n");
  world.write("/proc/swaps", "Filename\n");
  world.program("hostctl", 'exec sh "$HOSTCTL_ROOT/usr/local/bin/hostctl" "$@"');
  const ask: LoaderWorld["ask"] = (line, stdin, env) => world.shell(`hostctl ${line}`, stdin, env);
  return {
    ...world,
    ask,
    install: (program) => ask(`install ${sha256Of(program)}`, program),
    version: async () => (await ask("version")).stdout.trim(),
    read: (onMachine) => {
      const path = world.path(onMachine);
      return existsSync(path) ? readFileSync(path, "utf8") : undefined;
    },
  };
}

/** What brings hostctl to any machine, as components render it. */
export function updateOf(program: string = HOSTCTL): { command: string; stdin: string } {
  const version = /^VERSION=(.*)$/m.exec(program)?.[1] ?? "";
  const values: Record<string, string> = {
    version,
    major: version.split(".")[0] ?? "",
    sha256: sha256Of(program),
    hostctl: program.trimEnd(),
    loader: hostFile("loader").trimEnd(),
  };
  const filled = (name: string) => hostFile(name).replace(/\{\{(\w+)\}\}/g, (_, key: string) => values[key] ?? "");
  return { command: filled("update-hostctl"), stdin: filled("bring-hostctl") };
}
