#!/usr/bin/env node
import { createInterface } from "node:readline/promises";
import { text } from "node:stream/consumers";
import { isFreeholdError } from "@freehold/model";
import { inCommands } from "./cli/in-commands.ts";
import { createProgram } from "./cli/program.ts";
import { createClient, type FreeholdClient } from "./client.ts";

const { FREEHOLD_URL, FREEHOLD_API_KEY } = process.env;

try {
  const [out, err] = [process.stdout, process.stderr];
  const isAttended = process.stdin.isTTY && err.isTTY;
  const readInput = () => text(process.stdin);
  const attended = isAttended ? { ask } : {};
  await createProgram({ client, out, err, readInput, fail, untilStopped, ...attended }).parseAsync();
} catch (error) {
  if (!isFreeholdError(error)) throw error;
  console.error(`freehold: ${inCommands(error.message)}`);
  for (const { pointer, detail } of error.errors) console.error(`  ${pointer || "/"} ${detail}`);
  if (error.nextStep !== undefined) console.error(`  ${inCommands(error.nextStep)}`);
  fail();
}

function fail(): void {
  process.exitCode = 1;
}

function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
}

async function ask(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await terminal.question(question);
  } finally {
    terminal.close();
  }
}

function client(): FreeholdClient {
  if (!FREEHOLD_API_KEY) {
    console.error(
      "freehold: FREEHOLD_API_KEY is not set; the operator's key is in the service's home: export FREEHOLD_API_KEY=$(cat ~/.freehold/admin.key)",
    );
    process.exit(1);
  }
  return createClient({ baseUrl: FREEHOLD_URL || "http://127.0.0.1:8080", apiKey: FREEHOLD_API_KEY });
}
