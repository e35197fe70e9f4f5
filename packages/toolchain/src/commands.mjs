/**
 * What `node packages/toolchain/run.mjs <command>` can start. `setup` has no entry: it ends when everything is there.
 *
 * @typedef {{ entry?: string, needsEngine: boolean, does: string, verbs?: Readonly<Record<string, string>>, isService?: boolean }} Command
 * `verbs`: first arguments that have an entry point of their own. `isService`: it stays, and is to take little memory.
 * @type {Readonly<Record<string, Command>>}
 */
export const COMMANDS = {
  demo: {
    entry: "service/src/demo/main.ts",
    needsEngine: true,
    isService: true,
    does: "signs one tenant up on the sandbox",
  },
  check: { entry: "packages/toolchain/check.mjs", needsEngine: true, does: "types, lint, import rules and all tests" },
  start: { entry: "service/src/main.ts", needsEngine: true, isService: true, does: "the service" },
  sandbox: { entry: "packages/sandbox/src/main.ts", needsEngine: true, does: "the local clouds only" },
  "test:demo": {
    entry: "test/system/demo/main.ts",
    needsEngine: true,
    does: "the demo at every cloud, on simulated machines and on real ones in containers",
  },
  "test:faults": {
    entry: "test/system/faults/main.ts",
    needsEngine: true,
    does: "every fault of the sandbox at every call of a create",
  },
  "test:crash": {
    entry: "test/system/crash/main.ts",
    needsEngine: true,
    does: "every part killed at every call and stage of create, update and destroy",
  },
  "test:load": {
    entry: "test/load/main.ts",
    needsEngine: true,
    does: "many signups at once, with faults, and workers that are killed",
  },
  "test:restore": {
    entry: "test/system/restore/main.ts",
    needsEngine: true,
    does: "a service that is lost and restored from a backup taken while operations ran",
  },
  "test:fuzz": {
    entry: "test/fuzz/main.ts",
    needsEngine: true,
    does: "the API's description fuzzed with keys of three kinds",
  },
  bench: {
    entry: "test/bench/main.ts",
    needsEngine: true,
    does: "the benchmark; `memory` measures how much of it the service and a runner take",
    verbs: { memory: "test/bench/memory/main.ts" },
  },
  freehold: {
    entry: "packages/client/src/main.ts",
    needsEngine: false,
    does: "the command-line client; `backup` and `restore` on the service's own machine",
    verbs: { backup: "service/src/backup/main.ts", restore: "service/src/backup/main.ts" },
  },
  setup: { needsEngine: true, does: "brings Node, pnpm, the dependencies and the engine, starts nothing" },
};

/** One line per command, for people. */
export function describeCommands() {
  return Object.entries(COMMANDS).map(([name, command]) => `  ${name.padEnd(10)}${command.does}`);
}
