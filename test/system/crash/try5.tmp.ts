import { openLane } from "./lane.ts";
import { useLane, runCase } from "./run-case.ts";
import { casesOf, nameOf } from "./cases.ts";
import { startPostgres } from "@freehold/service/testing/postgres";
const backend = (process.argv[2] ?? "files") as "files";
const only = new RegExp(process.argv[3] ?? ".");
const max = Number(process.argv[4] ?? 5);
const pg = await startPostgres() as any;
console.log("pg", pg.missing ?? "up");
const t0 = performance.now();
const lane = await openLane({ backend, pulumiBin: process.env.FREEHOLD_PULUMI_BIN ?? "", postgres: pg });
console.log("lane", Math.round(performance.now() - t0));
try {
  const use = await useLane(lane);
  console.log("used", Math.round(performance.now() - t0));
  for (const w of ["create", "update", "destroy"] as const) console.log(w, use.clean[w].stages.join(), use.clean[w].calls.map((c) => `${c.cloud} ${c.operation}#${c.turn}`).join("\n   "));
  const cases = casesOf(backend, use.clean);
  console.log(cases.length, "cases");
  console.log(use.kinds);
  for (const c of cases.filter((c) => only.test(nameOf(c))).slice(0, max)) {
    const r = await runCase(use, c).catch((e) => ({ name: nameOf(c), error: String(e) }));
    console.log(JSON.stringify(r));
  }
} catch (e) { console.log(e); } finally {
  for (const w of lane.workers) { if (process.env.LOGS) for (const l of w.service.child.lines) console.log("LOG", l.slice(0, 400)); console.log(w.service.child.errors().slice(0, 3000)); }
  await lane.close(); await pg.close();
}
process.exit(0);
