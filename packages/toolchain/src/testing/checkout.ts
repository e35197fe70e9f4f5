import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { chmod, cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { dependencyStamp, stampFile } from "../provide-dependencies.mjs";
import { findOnPath } from "../run-tool.mjs";

const TOOLCHAIN = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

/** The digest of a package as npm writes it. */
export function integrityOf(text: string): string {
  return `sha512-${createHash("sha512").update(text).digest("base64")}`;
}

export interface Ended {
  /** Exit status; a run that a signal ended has none. */
  status: number | null;
  stdout: string;
  stderr: string;
}

export interface Run {
  /** Resolves as soon as stdout or stderr contains the text. */
  saw(text: string): Promise<void>;
  kill(signal: NodeJS.Signals): void;
  pid: number | undefined;
  ended: Promise<Ended>;
}

/**
 * A checkout that holds the launcher and nothing else of the product, with its own home, cache and an otherwise empty PATH:
 * what the machine that runs the tests has installed makes no difference.
 */
export class Checkout {
  readonly root: string;
  readonly cache: string;
  /** The only folder on the PATH. */
  readonly bin: string;
  readonly env: Record<string, string>;

  private constructor(folder: string) {
    this.root = join(folder, "checkout");
    this.cache = join(folder, "cache");
    this.bin = join(folder, "bin");
    this.env = { HOME: folder, PATH: this.bin, FREEHOLD_CACHE: this.cache };
  }

  static async make(): Promise<Checkout> {
    const checkout = new Checkout(await mkdtemp(join(tmpdir(), "freehold-toolchain-")));
    const toolchain = join(checkout.root, "packages", "toolchain");
    for (const part of ["run.mjs", "check.mjs", "src", "engine", "language-host"]) {
      await cp(join(TOOLCHAIN, part), join(toolchain, part), { recursive: true });
    }
    await checkout.write("package.json", '{ "name": "checkout", "version": "0.0.0", "type": "module" }');
    await checkout.write("pnpm-lock.yaml", "lockfileVersion: '9.0'\n");
    await mkdir(checkout.bin);
    await checkout.markDependenciesInstalled();
    return checkout;
  }

  async remove(): Promise<void> {
    await rm(dirname(this.root), { recursive: true, force: true });
  }

  /** Writes a file of the checkout. */
  async write(path: string, text: string): Promise<void> {
    await mkdir(dirname(join(this.root, path)), { recursive: true });
    await writeFile(join(this.root, path), text);
  }

  async markDependenciesInstalled(): Promise<void> {
    await mkdir(join(this.root, "node_modules"), { recursive: true });
    await writeFile(stampFile(this.root), dependencyStamp(this.root));
  }

  /** Writes a shell script that stands for a program, on the PATH unless another folder is named. */
  async program(name: string, script: string, folder = this.bin): Promise<string> {
    const file = join(folder, name);
    await mkdir(folder, { recursive: true });
    await writeFile(file, `#!/bin/sh\nPATH=/usr/bin:/bin\n${script}\n`);
    await chmod(file, 0o755);
    return file;
  }

  /** Puts an engine that knows nothing but its version into a folder. */
  async engine(version: string, folder = this.bin): Promise<string> {
    await this.program("pulumi-language-nodejs", "exit 0", folder);
    return this.program("pulumi", `echo v${version}`, folder);
  }

  /** Puts real programs of this machine on the PATH. */
  async link(...names: string[]): Promise<void> {
    for (const name of names) {
      const [file] = findOnPath(name, ["/usr/bin", "/bin"].join(delimiter));
      if (!file) throw new Error(`this machine has no ${name}`);
      await symlink(file, join(this.bin, name));
    }
  }

  /** Pins digests in place of the real ones: of the engine's archive for this platform, and of what npm brings. */
  async pin({ engine, npm = {} }: { engine?: Buffer; npm?: Record<string, string> }): Promise<void> {
    const sha256 = engine === undefined ? "none" : createHash("sha256").update(engine).digest("hex");
    const integrity = Object.entries(npm).map(([specifier, text]) => [specifier, integrityOf(text)]);
    await this.write(
      "packages/toolchain/src/digests.mjs",
      `export const ENGINE_SHA256 = { "${process.platform}-${process.arch}": "${sha256}" };
       export const NPM_INTEGRITY = ${JSON.stringify(Object.fromEntries(integrity))};`,
    );
  }

  /** Puts an npm on the PATH: `pack` brings a file with this text under this name, `install` runs this script. */
  async npm(archive: string, text: string, install: string): Promise<void> {
    await this.program("npm", `case "$1" in pack) printf '%s' '${text}' > ${archive} ;; install) ${install} ;; esac`);
  }

  /** Makes Node report this much free space on every disk; returns the environment that does it. */
  async freeSpace(gib: number): Promise<Record<string, string>> {
    await this.write(
      "free-space.mjs",
      `import fs from "node:fs/promises";
       fs.statfs = async () => ({ bavail: ${gib * 1024}, bsize: ${1024 ** 2} });`,
    );
    return { NODE_OPTIONS: `--import=${join(this.root, "free-space.mjs")}` };
  }

  /** Starts `run.mjs` under the Node that runs this test. */
  start(args: string[], env: Record<string, string> = {}): Run {
    const script = join(this.root, "packages", "toolchain", "run.mjs");
    const child = spawn(process.execPath, [script, ...args], { env: { ...this.env, ...env }, stdio: "pipe" });
    const said = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const) {
      child[name].setEncoding("utf8").on("data", (text: string) => {
        said[name] += text;
        child.emit("said");
      });
    }
    const ended = new Promise<Ended>((resolve) => child.once("close", (status) => resolve({ status, ...said })));

    return {
      ended,
      kill: (signal) => child.kill(signal),
      pid: child.pid,
      saw: (text) =>
        new Promise((resolve, reject) => {
          const check = () => (said.stdout + said.stderr).includes(text) && resolve();
          child.on("said", check);
          child.once("close", () => reject(new Error(`ended without saying "${text}": ${said.stdout}${said.stderr}`)));
          check();
        }),
    };
  }

  /** Runs `run.mjs` to its end. */
  run(args: string[], env: Record<string, string> = {}): Promise<Ended> {
    return this.start(args, env).ended;
  }
}
