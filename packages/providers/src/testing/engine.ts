import { copyFile, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import automation, { type PulumiFn, type Stack } from "@pulumi/pulumi/automation/index.js";

/** A stack of its own backend folder, for one test. */
export interface TestStack {
  stack: Stack;
  /** Replaces the program that the next operation runs in this process. */
  program(program: PulumiFn): void;
  /** Every file of the backend: state, history, backups. */
  files(): Promise<{ path: string; text: string }[]>;
  remove(): Promise<void>;
}

export interface TestStackOptions {
  /** The Pulumi binary. */
  pulumi: string;
  /** What the engine's environment has besides. */
  env: Record<string, string>;
  /** A program that runs in a process of its own. @default - the one that `program` sets, in this process */
  programFile?: string;
}

const PROJECT = "test";

/** Makes an empty stack. */
export async function makeStack({ pulumi, env, programFile }: TestStackOptions): Promise<TestStack> {
  const folder = await mkdtemp(join(tmpdir(), "freehold-providers-"));
  const backend = join(folder, "state");
  let current: PulumiFn = async () => ({});

  const workspace = {
    workDir: folder,
    pulumiHome: join(folder, "home"),
    pulumiCommand: await automation.PulumiCommand.get({ root: dirname(dirname(pulumi)), skipVersionCheck: true }),
    envVars: {
      PULUMI_BACKEND_URL: `file://${backend}?create_dir=true`,
      PULUMI_CONFIG_PASSPHRASE: "correct horse battery staple",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DIY_BACKEND_NO_LEGACY_WARNING: "1",
      ...env,
    },
  };
  if (programFile !== undefined) await writeProject(folder, programFile);
  const { LocalWorkspace } = automation;
  const stack =
    programFile === undefined
      ? await LocalWorkspace.createStack(
          { projectName: PROJECT, stackName: "test", program: () => current() },
          workspace,
        )
      : await LocalWorkspace.createStack({ stackName: "test", workDir: folder }, workspace);

  return {
    stack,
    program: (program) => {
      current = program;
    },
    files: () => readTree(backend),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Makes a project of one file, which finds the packages that this package has. */
async function writeProject(folder: string, programFile: string): Promise<void> {
  const project = { name: PROJECT, main: "index.ts", runtime: { name: "nodejs", options: { typescript: false } } };
  await writeFile(join(folder, "Pulumi.yaml"), JSON.stringify(project));
  await writeFile(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  await copyFile(programFile, join(folder, "index.ts"));
  await symlink(join(import.meta.dirname, "../../node_modules"), join(folder, "node_modules"));
}

async function readTree(folder: string): Promise<{ path: string; text: string }[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  return Promise.all(files.map(async (path) => ({ path, text: await readFile(path, "utf8") })));
}
