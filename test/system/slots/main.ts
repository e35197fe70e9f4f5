import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { openAttackHost } from "./attack-host.ts";
import { ATTACKS } from "./attacks/index.ts";
import { runEarlierHost } from "./earlier-host.ts";
import { openSlots } from "./open-slots.ts";
import { runAttacks } from "./run-attacks.ts";
import { runSupabaseSlot } from "./supabase-slot.ts";
import { described, tableOf, wrongIn } from "./table.ts";

const { values } = parseArgs({
  options: {
    "host-files": { type: "string", default: fileURLToPath(new URL("../../../templates/host", import.meta.url)) },
    only: { type: "string", default: "" },
    found: { type: "boolean", default: false },
    earlier: { type: "string" },
    supabase: { type: "boolean", default: false },
  },
});

const startedAt = performance.now();
const report = (line: string): void => {
  process.stderr.write(`${String(Math.round((performance.now() - startedAt) / 1000)).padStart(5)} s  ${line}\n`);
};
const wrong = await run();
for (const sentence of wrong) process.stdout.write(`WRONG: ${sentence}\n`);
process.exit(wrong.length === 0 ? 0 : 1);

async function run(): Promise<string[]> {
  const files = values["host-files"];
  if (values.supabase) return runSupabaseSlot(files, report);
  if (values.earlier !== undefined) return (await runEarlierHost(values.earlier, files, report)).wrong;
  return attackHost();
}

async function attackHost(): Promise<string[]> {
  const host = await openAttackHost(values["host-files"], report);
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => void host.close().finally(() => process.exit(1)));
  try {
    const only = new RegExp(values.only);
    const chosen = ATTACKS.filter(({ name, found }) => only.test(name) && (!values.found || found !== undefined));
    const results = await runAttacks(host, await openSlots(host), chosen, (result) => report(described(result)));
    const reached = results.filter(({ first }) => first.reached !== "").length;
    process.stdout.write(`\n${tableOf(results)}\n${results.length} attacks, ${reached} reached what they wanted\n`);
    return results.flatMap(wrongIn);
  } finally {
    await host.close();
  }
}
