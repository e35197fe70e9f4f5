/** Node loads the tests as it loads what they test: no transform, and no context of their own. */
export default {
  runtime: "<rootDir>/packages/toolchain/src/check/jest-runtime/runtime.mjs",
  testEnvironment: "<rootDir>/packages/toolchain/src/check/jest-runtime/environment.mjs",
  testMatch: ["**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/", "/dist/"],
  transform: {},
  // A loaded machine is slow, not wrong. More than any wait of `until`, whose message says what was waited for.
  testTimeout: 900_000,
  testSequencer: "<rootDir>/packages/toolchain/src/check/longest-first.mjs",
  // One more than the cores that it is meant for: suites wait for machines and engines for about a third of their time.
  maxWorkers: 3,
  // Each test file that was evaluated stays, and what is loaded for all of them is some 150 MB of heap. A worker is restarted after the
  // suite that took its heap past this.
  workerIdleMemoryLimit: "300MB",
};
