import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
/** By `require`, because their types describe only that. */
const { ModernFakeTimers } = /** @type {typeof import("@jest/fake-timers")} */ (require("@jest/fake-timers"));
const { ModuleMocker } = /** @type {typeof import("jest-mock")} */ (require("jest-mock"));

/** @typedef {import("@jest/environment").JestEnvironmentConfig} EnvironmentConfig */

/**
 * Jest's test environment over this process itself, in place of a V8 context of its own for each file: see {@link ./runtime.mjs}.
 * What a file changes of the process is put back behind it: variables of the environment, the working folder, the console.
 */
class ProcessEnvironment {
  global = globalThis;
  fakeTimers = null;
  moduleMocker = new ModuleMocker(globalThis);
  #before = {
    exit: process.exit,
    console: globalThis.console,
    env: { ...process.env },
    folder: process.cwd(),
    stackTraceLimit: Error.stackTraceLimit,
  };

  /** @param {EnvironmentConfig} config */
  constructor({ projectConfig }) {
    this.fakeTimersModern = new ModernFakeTimers({ config: projectConfig, global: globalThis });
  }

  exportConditions() {
    return ["node", "node-addons"];
  }

  async setup() {}

  async teardown() {
    const { exit, console, env, folder, stackTraceLimit } = this.#before;
    this.fakeTimersModern.dispose();
    this.moduleMocker.restoreAllMocks();
    Object.assign(process, { exit });
    Object.assign(globalThis, { console });
    Object.assign(Error, { stackTraceLimit });
    for (const name of Object.keys(process.env)) if (!Object.hasOwn(env, name)) delete process.env[name];
    Object.assign(process.env, env);
    process.chdir(folder);
  }

  /** There is none: Jest then collects no coverage by V8, and runs its own scripts in this process. */
  getVmContext() {
    return null;
  }
}

export { ProcessEnvironment as default };
