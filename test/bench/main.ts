import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import path from "node:path";
import { findEngine } from "@freehold/toolchain";
import { ownWay, usualWay, type Way } from "./creates.ts";

const ROUNDS = 5;

const pulumiBin = await findEngine({ env: process.env });
if (pulumiBin === undefined) throw new Error("no Pulumi engine 3.250.0; run `npm run bench`, which brings it");

const home = await mkdtemp(path.join(tmpdir(), "freehold-bench-"));
await mkdir(path.join(home, "usual"));
const own = await ownWay(pulumiBin, path.join(home, "own"));
const usual = await usualWay(pulumiBin, path.join(home, "usual"));
try {
  const report = await compare(own, usual);
  process.stdout.write(process.argv.includes("--json") ? `${JSON.stringify(report)}\n` : asText(report));
} finally {
  await Promise.all([own.close(), usual.close()]);
  await rm(home, { recursive: true, force: true });
}

/** One create each in turn, so that a machine whose speed drifts slows both alike. The first round warms up and does not count. */
async function compare(first: Way, second: Way) {
  const pairs: { firstMs: number; secondMs: number }[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    process.stderr.write(`round ${round} of ${ROUNDS}\n`);
    const pair = { firstMs: await first.create(`round${round}`), secondMs: await second.create(`round${round}`) };
    if (round > 0) pairs.push(pair);
  }
  return {
    cpus: cpus().length,
    rounds: ROUNDS,
    [first.name]: { medianMs: Math.round(median(pairs.map(({ firstMs }) => firstMs))) },
    [second.name]: { medianMs: Math.round(median(pairs.map(({ secondMs }) => secondMs))) },
    ratio: Math.round(median(pairs.map(({ firstMs, secondMs }) => secondMs / firstMs)) * 10) / 10,
  };
}

function asText(report: Record<string, unknown>): string {
  return Object.entries(report)
    .map(([name, value]) => `${name.padEnd(28)} ${typeof value === "object" ? JSON.stringify(value) : value}\n`)
    .join("");
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
