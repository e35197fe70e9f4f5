import { existsSync, readFileSync } from "node:fs";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { cacheDir } from "./cache-dir.mjs";
import { COMMANDS, describeCommands, helpOf } from "./commands.mjs";
import { LIGHT_PROCESS } from "./light-process.mjs";
import { say } from "./progress.mjs";
import { provideDependencies } from "./provide-dependencies.mjs";
import { provideEngine } from "./provide-engine.mjs";
import { provideNode } from "./provide-node.mjs";
import { endRunningTools } from "./run-tool.mjs";
import { SetupFailure } from "./setup-failure.mjs";
import { entryEnv, startEntry } from "./start-entry.mjs";
import { toolEnv } from "./tool-env.mjs";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..");

/**
 * Brings what the command needs, then starts it; sets the exit status of this process.
 *
 * @param {readonly string[]} argv The command and its arguments.
 * @param {NodeJS.ProcessEnv} environment
 */
export async function launch([name = "", ...args], environment) {
  const answer = answerTo(name, args);
  if (answer !== undefined) return void process.stdout.write(answer);
  try {
    const command = commandNamed(name, args[0]);
    const cache = cacheDir(environment);
    const env = toolEnv(environment, cache);

    const stopWatching = endToolsOnSignal();
    const tools = await setUp({ cache, env, needsEngine: command.needsEngine });
    stopWatching();

    if (!command.entry) return say(`everything is there, in ${cache}`);
    const file = join(ROOT, command.entry);
    const { nodeFlags, env: lightEnv } = command.isService ? LIGHT_PROCESS : { nodeFlags: [], env: {} };
    process.exitCode = await startEntry({
      ...{ node: tools.node, nodeFlags, file, args },
      env: { ...lightEnv, ...entryEnv({ env, cache, ...tools }) },
    });
  } catch (error) {
    const failure = asFailure(error);
    for (const line of failure.details) process.stderr.write(`  | ${line}\n`);
    say(failure.message);
    process.exitCode = 1;
  }
}

/**
 * What needs nothing to be set up: the version, and most commands' help.
 *
 * @param {string} name
 * @param {readonly string[]} args
 */
function answerTo(name, [first = ""]) {
  if ([name, first].includes("--version")) return `freehold ${versionOf(ROOT)}\n`;
  if (name === "--help") return `usage: node packages/toolchain/run.mjs COMMAND\n\n${describeCommands().join("\n")}\n`;
  return ["--help", "-h"].includes(first) ? helpOf(name) : undefined;
}

/** @param {string} root */
function versionOf(root) {
  return JSON.parse(readFileSync(join(root, "package.json"), "utf8")).version;
}

/**
 * A disk can also fill up after its space was checked. Whatever else is thrown is a bug, and is thrown on.
 *
 * @param {unknown} error
 */
function asFailure(error) {
  if (error instanceof SetupFailure) return error;
  const { code, path } = /** @type {NodeJS.ErrnoException} */ (error);
  if (code !== "ENOSPC" && code !== "EDQUOT") throw error;

  const where = path ? ` of ${path}` : "";
  return new SetupFailure(
    `the disk${where} is full (${code}); make room, or set FREEHOLD_CACHE to a folder on a larger disk`,
    { cause: error },
  );
}

/**
 * @param {string} name
 * @param {string} [verb] The first argument.
 */
function commandNamed(name, verb = "") {
  const found = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  const entry = found?.verbs !== undefined && Object.hasOwn(found.verbs, verb) ? found.verbs[verb] : undefined;
  const command = found && { ...found, ...(entry && { entry }) };
  if (!command) {
    throw new SetupFailure(`unknown command "${name}"; use one of ${Object.keys(COMMANDS).join(", ")}`, {
      details: describeCommands(),
    });
  }
  if (command.entry && !existsSync(join(ROOT, command.entry))) {
    throw new SetupFailure(`\`${name}\` is not built yet: there is no ${command.entry} in this checkout`);
  }
  return command;
}

/** @param {{ cache: string, env: NodeJS.ProcessEnv, needsEngine: boolean }} context */
async function setUp({ cache, env, needsEngine }) {
  const node = await provideNode({ cache, env });
  await provideDependencies({ root: ROOT, cache, env, node });
  const pulumi = needsEngine ? await provideEngine({ root: ROOT, cache, env }) : undefined;
  return { node, pulumi };
}

/** An interrupted set-up must not leave a compiler running. What is half-made is removed by the next set-up. */
function endToolsOnSignal() {
  /** @param {NodeJS.Signals} signal */
  const stop = (signal) => {
    endRunningTools();
    process.exit(128 + constants.signals[signal]);
  };
  const signals = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);
  for (const signal of signals) process.on(signal, stop);

  return () => {
    for (const signal of signals) process.off(signal, stop);
  };
}
