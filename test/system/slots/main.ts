import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { openAttackHost } from "./attack-host.ts";
import { ATTACKS } from "./attacks/index.ts";
import { openSlots } from "./open-slots.ts";
import { runAttacks } from "./run-attacks.ts";
import { described, tableOf, wrongIn } from "./table.ts";

const { values } = parseArgs({
  options: {
    "host-files": { type: "string", default: fileURLToPath(new URL("../../../templates/host", import.meta.url)) },
    only: { type: "string", default: "" },
    found: { type: "boolean", default: false },
  },
});

const startedAt = performance.now();
const report = (line: string): void => {
  process.stderr.write(`${String(Math.round((performance.now() - startedAt) / 1000)).padStart(5)} s  ${line}\n`);
};
const host = await openAttackHost(values["host-files"], report);
const stop = () => void host.close().finally(() => process.exit(1));
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, stop);
try {
  const only = new RegExp(values.only);
  const chosen = ATTACKS.filter(({ name, found }) => only.test(name) && (!values.found || found !== undefined));
  const scene = await openSlots(host);
  const results = await runAttacks(host, scene, chosen, (result) => report(described(result)));
  const wrong = results.flatMap(wrongIn);
  process.stdout.write(`\n${tableOf(results)}\n`);
  for (const sentence of wrong) process.stdout.write(`WRONG: ${sentence}\n`);
  const reached = results.filter(({ first }) => first.reached !== "").length;
  process.stdout.write(
    `${results.length} attacks, ${reached} reached what they wanted, ${wrong.length} sentences of what is wrong\n`,
  );
  process.exitCode = wrong.length === 0 ? 0 : 1;
} finally {
  await host.close();
}
