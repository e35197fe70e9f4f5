import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { LIGHT_PROCESS } from "@freehold/toolchain";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** A program of this repository, running as a process group of its own. */
export interface Child {
  pid: number;
  /** Lines on standard output so far. */
  lines: string[];
  /** Everything on standard error so far. */
  errors(): string;
  /** The first line of standard output; rejects when the program ends before it. */
  firstLine(): Promise<string>;
  /** Signals the whole group and waits for the program to end. */
  end(signal?: NodeJS.Signals): Promise<void>;
  /** The exit status, once the program has ended by itself. */
  exited(): Promise<number | null>;
  isAlive(): boolean;
}

/**
 * Starts an entry point, such as `service/src/main.ts`, with the Node binary that runs the test, as the launcher starts a service.
 *
 * @param sources Folder that the entry point is in. @default - this repository
 */
export function startChild(entry: string, args: string[], env: Record<string, string> = {}, sources = root): Child {
  const child = spawn(process.execPath, [...LIGHT_PROCESS.nodeFlags, entry, ...args], {
    cwd: sources,
    detached: true,
    env: { ...LIGHT_PROCESS.env, ...inherited(), ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const lines: string[] = [];
  let errors = "";
  const reader = createInterface({ input: child.stdout });
  reader.on("line", (line) => lines.push(line));
  child.stderr.on("data", (chunk) => {
    errors += chunk;
  });
  const ended = once(child, "close") as Promise<[number | null]>;
  const pid = child.pid as number;
  return {
    pid,
    lines,
    errors: () => errors,
    firstLine: () => firstLine(child, lines, reader, () => errors),
    async end(signal = "SIGTERM") {
      signalGroup(pid, signal);
      await ended;
    },
    exited: async () => (await ended)[0],
    isAlive: () => child.exitCode === null && child.signalCode === null,
  };
}

async function firstLine(
  child: ChildProcess,
  lines: string[],
  reader: ReturnType<typeof createInterface>,
  errors: () => string,
): Promise<string> {
  if (lines[0] === undefined) await Promise.race([once(reader, "line"), once(child, "close")]);
  if (lines[0] === undefined) throw new Error(`the program ended without a line on standard output:\n${errors()}`);
  return lines[0];
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** The environment of the test without what would point a program at a real cloud or at another service. */
function inherited(): Record<string, string> {
  const foreign =
    /^(FREEHOLD_(?!PULUMI_BIN|CACHE|SPECS_DIR|PYTHON|GO_CLIENTS)|HCLOUD_|DIGITALOCEAN_|CLOUDFLARE_|PULUMI_|DATABASE_URL$|NODE_OPTIONS$|JEST_)/;
  return Object.fromEntries(
    Object.entries(process.env).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && !foreign.test(entry[0]),
    ),
  );
}
