/**
 * What `node packages/toolchain/run.mjs <command>` can start. `setup` has no entry: it ends when everything is there.
 *
 * @typedef {{ entry?: string, needsEngine: boolean, does: string, usage?: string, verbs?: Readonly<Record<string, string>>, isService?: boolean }} Command
 * `verbs`: first arguments that have an entry point of their own. `isService`: it stays, and is to take little memory. `usage`: what
 * `--help` says; a command without it says it itself.
 * @type {Readonly<Record<string, Command>>}
 */
export const COMMANDS = {
  demo: {
    entry: "service/src/demo/main.ts",
    needsEngine: true,
    isService: true,
    does: "signs one tenant up on the sandbox",
  },
  check: {
    entry: "packages/toolchain/check.mjs",
    needsEngine: true,
    does: "types, lint, import rules and all tests",
    usage:
      "npm test [-- [--changed[=REVISION]] [PATH…] [-t NAME] [any option of Jest]]\n\nPaths and options go to Jest and leave the static checks out; --changed runs what a change can reach.",
  },
  start: {
    entry: "service/src/main.ts",
    needsEngine: true,
    isService: true,
    does: "the service",
    usage:
      "npm start\n\nIt takes no options: its settings are variables of the environment, which the README lists. Those to know first:\n\n" +
      "  PORT               TCP port to listen on (8080)\n" +
      "  FREEHOLD_HOME      folder of everything it keeps (~/.freehold)\n" +
      "  FREEHOLD_CLOUD     sandbox: emulated clouds on this machine (the default); live: real ones, which cost money\n" +
      "  DATABASE_URL       PostgreSQL, in place of the embedded database",
  },
  sandbox: { entry: "packages/sandbox/src/main.ts", needsEngine: true, does: "the local clouds only" },
  "test:demo": {
    entry: "test/system/demo/main.ts",
    needsEngine: true,
    does: "the demo at every cloud, on simulated machines and on real ones in containers",
    usage: "npm run test:demo\n\nIt takes no options; real machines need Docker.",
  },
  "test:faults": {
    entry: "test/system/faults/main.ts",
    needsEngine: true,
    does: "every fault of the sandbox at every call of a create",
    usage: "npm run test:faults [-- [--lanes 3] [--only REGULAR-EXPRESSION]]",
  },
  "test:crash": {
    entry: "test/system/crash/main.ts",
    needsEngine: true,
    does: "every part killed at every call and stage of create, update and destroy",
    usage:
      "npm run test:crash [-- [--only REGULAR-EXPRESSION] [--backends files,postgres,embedded] [--lanes 2] [--shard 1/3] [--sample 20 --seed 7] [--results FOLDER] [--table]]",
  },
  "test:load": {
    entry: "test/load/main.ts",
    needsEngine: true,
    does: "many signups at once, with faults, and workers that are killed",
    usage:
      "npm run test:load [-- [--signups N] [--duplicates N] [--workers N] [--concurrency N] [--faults SHARE] [--kill-every SEC] [--accounts N] [--seed N] [--limit SEC]]",
  },
  "test:restore": {
    entry: "test/system/restore/main.ts",
    needsEngine: true,
    does: "a service that is lost and restored from a backup taken while operations ran",
    usage:
      "npm run test:restore [-- [--backend embedded|postgres] [--tenants 20] [--workers 20] [--lost at-once|later] [--unfinished keep|rebuild]]",
  },
  "test:slots": {
    entry: "test/system/slots/main.ts",
    needsEngine: false,
    does: "attacks on a shared host from one of its slots, on a machine in a container",
    usage:
      "npm run test:slots [-- [--host-files FOLDER] [--only REGULAR-EXPRESSION] [--found] [--earlier FOLDER] [--supabase]]\n\n" +
      "--host-files is a folder like templates/host, of any version, with its edge beside it; --found leaves the variants out.\n" +
      "--earlier attacks nothing: it brings a host of that version up to date, and moves its tenant to another. --supabase attacks nothing either: the template with a real PostgreSQL 15 in a slot. It needs Docker.",
  },
  "test:fuzz": {
    entry: "test/fuzz/main.ts",
    needsEngine: true,
    does: "the API's description fuzzed with keys of three kinds",
    usage: "npm run test:fuzz [-- [--seed N] [--examples N] [--seconds N] [--keys operator,owner,viewer] [--quick]]",
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
  pack: {
    entry: "packages/toolchain/src/pack/main.ts",
    needsEngine: false,
    does: "builds and packs the published packages",
    usage:
      "npm run pack [-- --out DIR]\n\n--out is where the archives go, the working folder by default. The last line of standard output is one JSON object: the\narchive of each package. Nothing is published.",
  },
  setup: {
    needsEngine: true,
    does: "brings Node, pnpm, the dependencies and the engine, starts nothing",
    usage: "node packages/toolchain/run.mjs setup",
  },
};

/**
 * What `--help` says of a command; undefined where it says it itself.
 *
 * @param {string} name
 */
export function helpOf(name) {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  return command?.usage && `usage: ${command.usage}\n\nIt starts: ${command.does}.\n`;
}

/** One line per command, for people. */
export function describeCommands() {
  return Object.entries(COMMANDS).map(([name, command]) => `  ${name.padEnd(10)}${command.does}`);
}
