import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createTarGzip } from "nanotar";

const HOSTCTL = fileURLToPath(new URL("../hostctl", import.meta.url));

export interface Outcome {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** A machine for one test: a root folder, and `docker` and `iptables` that write down how they are called. */
export interface HostWorld {
  /** Runs the real hostctl under sh. */
  hostctl(args: string[], stdin?: string): Promise<Outcome>;
  /** Runs a line as a user who logs in would, with what the machine has, in a process group of its own: `kill -KILL 0` ends all of it. */
  shell(line: string, stdin?: string, env?: Record<string, string>): Promise<Outcome>;
  /** Absolute path of a path on the machine. */
  path(onMachine: string): string;
  write(onMachine: string, text: string, mode?: number): void;
  /** Puts a program on the machine's PATH that writes down how it is called, and then runs these lines. */
  program(name: string, lines?: string): void;
  /** How docker and iptables were called, in order, without the questions that change nothing. */
  calls(): string[];
  /** Sets what the fake docker answers: `ps` rows, `services`, `logs`, `down`, `up-fails`, `boots-in` (calls until it answers). */
  docker(
    setting: "ps" | "services" | "logs" | "down" | "up-fails" | "boots-in" | "then-ps",
    value: string | undefined,
  ): void;
  remove(): void;
}

const FAKE_DOCKER = `#!/bin/sh
fake=\${0%/bin/*}/fake
has() { [ -e "$fake/$1" ]; }
if has boots-in; then
  left=$(cat "$fake/boots-in")
  [ "$left" -gt 0 ] && { echo $((left - 1)) >"$fake/boots-in"; exit 1; }
fi
has down && { echo 'Cannot connect to the Docker daemon' >&2; exit 1; }
case " $* " in
  ' version ') exit 0 ;;
  *' config --services ') cat "$fake/services"; exit 0 ;;
  *' logs '*) [ ! -e "$fake/logs" ] || cat "$fake/logs" ;;
  *' ps '*) cat "$fake/ps"; has then-ps && mv "$fake/then-ps" "$fake/ps"; exit 0 ;;
esac
echo "docker $*" >>"$fake/calls"
case " $* " in
  *' up '*) sleep 0.2; echo "up ended" >>"$fake/calls"; ! has up-fails ;;
esac
`;

const FAKE_IPTABLES = `#!/bin/sh
fake=\${0%/bin/*}/fake
case "$2" in
  -nL) [ -e "$fake/chain" ] ;;
  -N) : >"$fake/chain"; echo "iptables $*" >>"$fake/calls" ;;
  -C) [ -e "$fake/rule" ] ;;
  -I) : >"$fake/rule"; echo "iptables $*" >>"$fake/calls" ;;
esac
`;

export function createHostWorld(): HostWorld {
  const folder = mkdtempSync(join(tmpdir(), "hostctl-"));
  const root = join(folder, "root");
  for (const part of ["bin", "fake", "root"]) {
    mkdirSync(join(folder, part));
  }
  const put = (path: string, text: string, mode: number) => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    chmodSync(path, mode);
  };
  put(join(folder, "bin/docker"), FAKE_DOCKER, 0o755);
  put(join(folder, "bin/iptables"), FAKE_IPTABLES, 0o755);
  put(join(folder, "fake/ps"), "", 0o644);
  put(join(folder, "fake/services"), "", 0o644);
  return {
    hostctl: (args, stdin = "") => runUnderSh([HOSTCTL, ...args], stdin, join(folder, "bin"), root),
    shell: (line, stdin = "", env = {}) => runUnderSh(["-c", line], stdin, join(folder, "bin"), root, env),
    path: (onMachine) => join(root, onMachine),
    write: (onMachine, text, mode = 0o644) => put(join(root, onMachine), text, mode),
    program: (name, lines = "") =>
      put(join(folder, "bin", name), `#!/bin/sh\necho "${name} $*" >>"\${0%/bin/*}/fake/calls"\n${lines}\n`, 0o755),
    calls: () => {
      const log = join(folder, "fake/calls");
      return existsSync(log) ? readFileSync(log, "utf8").replaceAll(root, "").trim().split("\n") : [];
    },
    docker: (setting, value) => {
      const file = join(folder, "fake", setting);
      if (value === undefined) {
        rmSync(file, { force: true });
      } else {
        writeFileSync(file, value);
      }
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/** What `hostctl apply` reads: base64 of a gzipped tar archive. */
export async function bundleOf(files: Record<string, string>): Promise<string> {
  const items = Object.entries(files).map(([name, data]) => ({
    name,
    data,
    attrs: { mode: name.endsWith(".sh") ? "755" : "644", mtime: 0 },
  }));
  return Buffer.from(await createTarGzip(items)).toString("base64");
}

function runUnderSh(
  args: string[],
  stdin: string,
  bin: string,
  root: string,
  env: Record<string, string> = {},
): Promise<Outcome> {
  const outcome: Outcome = { exitCode: -1, stdout: "", stderr: "" };
  const child = spawn("sh", args, {
    env: { ...env, PATH: `${bin}:/usr/sbin:/usr/bin:/sbin:/bin`, HOSTCTL_ROOT: root, HOME: root },
    detached: true,
  });
  child.stdout.on("data", (data: Buffer) => {
    outcome.stdout += data.toString();
  });
  child.stderr.on("data", (data: Buffer) => {
    outcome.stderr += data.toString();
  });
  // A verb that ends before it has read everything is not this function's failure.
  child.stdin.on("error", () => undefined);
  child.stdin.end(stdin);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (exitCode) => resolve({ ...outcome, exitCode: exitCode ?? -1 }));
  });
}
