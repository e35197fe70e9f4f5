/** Node strips the types when the code runs; Jest needs a transform that does the same and keeps ES modules. */
export default {
  testEnvironment: "node",
  testMatch: ["**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/", "/dist/"],
  extensionsToTreatAsEsm: [".ts"],
  transform: {
    "^.+\\.ts$": [
      "@swc/jest",
      { jsc: { target: "es2024", parser: { syntax: "typescript" } }, module: { type: "es6" } },
    ],
  },
  // A loaded machine is slow, not wrong. More than any wait of `until`, whose message says what was waited for.
  testTimeout: 900_000,
  testSequencer: "<rootDir>/packages/toolchain/src/check/longest-first.mjs",
  // One more than the cores that it is meant for: suites wait for machines and engines for about a third of their time.
  maxWorkers: 3,
  // Node keeps every ES module of a context that tests ran in until the process ends (200 of 200 after a collection), and with it all that
  // the module holds: some 50 MB of heap a suite of the service, and the embedded databases, which are not in this figure. A worker is
  // restarted after the suite that took its heap past this.
  workerIdleMemoryLimit: "200MB",
};
