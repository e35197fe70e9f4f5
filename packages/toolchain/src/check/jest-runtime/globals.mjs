import { registerHooks } from "node:module";

const SPECIFIER = "@jest/globals";
const URL_OF_GLOBALS = "freehold-jest:globals";

/** What tests may import of `@jest/globals`. */
const NAMES = ["afterAll", "afterEach", "beforeAll", "beforeEach", "describe", "expect", "it", "jest", "test"];

/** @type {Record<string, unknown>} */
let current = {};

/** @param {Record<string, unknown>} globals Of the test file that runs from now on. */
export function setGlobals(globals) {
  current = globals;
}

/**
 * What stands for one of them in all modules. Those that several test files share are evaluated once, and Jest's globals are others in
 * each file: so each use goes to those of the file that runs.
 *
 * @param {string} name
 */
export function delegate(name) {
  return new Proxy(() => undefined, {
    apply: (_target, _self, args) => Reflect.apply(/** @type {Function} */ (current[name]), undefined, args),
    get: (_target, key) => Reflect.get(/** @type {object} */ (current[name]), key),
  });
}

const source = [
  `import { delegate } from ${JSON.stringify(import.meta.url)};`,
  ...NAMES.map((name) => `export const ${name} = delegate("${name}");`),
].join("\n");

registerHooks({
  resolve(specifier, context, next) {
    if (specifier !== SPECIFIER) return next(specifier, context);
    return { url: URL_OF_GLOBALS, format: "module", shortCircuit: true };
  },
  load(url, context, next) {
    return url === URL_OF_GLOBALS ? { format: "module", source, shortCircuit: true } : next(url, context);
  },
});
