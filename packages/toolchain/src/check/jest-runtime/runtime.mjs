import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { setGlobals } from "./globals.mjs";

const require = createRequire(import.meta.url);

/** Where jest-circus keeps the tests and the listeners of a file, by the descriptions of the symbols. */
const KEPT_BY_CIRCUS = ["JEST_STATE_SYMBOL", "EVENT_HANDLERS"];

let files = 0;

/**
 * Jest's runtime over Node's own loader of modules. Jest's own loads every module anew for each test file, into a V8 context of its own,
 * out of no cache of compiled code, and Node keeps such contexts until the process ends; that was a third of the processor time of all
 * suites of the service. Here a worker evaluates what its test files have in common once, Node strips the types, as it does when the
 * product runs, and only the test file itself is evaluated anew.
 *
 * So the modules of the product must not keep from one test file what another one would trip over, as they must not between two tests of
 * one file; there are no mocks of modules, no transforms, and no coverage.
 */
class NodeRuntime {
  #environment;
  #file = ++files;

  /** @param {unknown} _config @param {import("@jest/environment").JestEnvironment} environment */
  constructor(_config, environment) {
    this.#environment = environment;
  }

  /** @param {object} globals jest-circus's, of this test file. */
  setGlobalsForRuntime(globals) {
    setGlobals({ ...globals, jest: this.#jest() });
  }

  #jest() {
    const { moduleMocker, fakeTimersModern } = this.#environment;
    if (!moduleMocker || !fakeTimersModern) throw new Error("the environment has no mocks and no timers");
    const timers = fakeTimersModern;
    const jest = {
      fn: moduleMocker.fn.bind(moduleMocker),
      spyOn: moduleMocker.spyOn.bind(moduleMocker),
      /** @param {Parameters<typeof timers.useFakeTimers>[0]} [config] */
      useFakeTimers(config) {
        timers.useFakeTimers(config);
        return jest;
      },
      useRealTimers() {
        timers.useRealTimers();
        return jest;
      },
      /** @param {number} ms */
      advanceTimersByTimeAsync: (ms) => timers.advanceTimersByTimeAsync(ms),
    };
    return jest;
  }

  /**
   * Loads jest-circus, anew for each test file: what it has of the one before would be run with it.
   *
   * @param {string} path
   */
  requireInternalModule(path) {
    for (const key of Object.keys(require.cache)) if (key.includes("/jest-circus/")) delete require.cache[key];
    for (const symbol of Object.getOwnPropertySymbols(globalThis)) {
      if (KEPT_BY_CIRCUS.includes(symbol.description ?? "")) Reflect.deleteProperty(globalThis, symbol);
    }
    return require(path);
  }

  /** @param {string} path */
  requireModule(path) {
    return require(path);
  }

  unstable_shouldLoadAsEsm() {
    return true;
  }

  /** @param {string} path A test file, or one that Jest's settings name. */
  async unstable_importModule(path) {
    await import(`${pathToFileURL(path)}?file=${this.#file}`);
  }

  teardown() {}
  enterTestCode() {}
  leaveTestCode() {}
  resetModules() {}
  clearAllMocks() {
    this.#environment.moduleMocker?.clearAllMocks();
  }
  resetAllMocks() {
    this.#environment.moduleMocker?.resetAllMocks();
  }
  restoreAllMocks() {
    this.#environment.moduleMocker?.restoreAllMocks();
  }
  getSourceMaps() {
    return null;
  }
  getAllCoverageInfoCopy() {
    return undefined;
  }
  getAllV8CoverageInfoCopy() {
    return [];
  }
}

export { NodeRuntime as default };
