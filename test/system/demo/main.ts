import { findEngine } from "@freehold/toolchain";
import { LIVES, wrongWithLife } from "./lives.ts";

const pulumiBin = await findEngine({ env: process.env });
if (pulumiBin === undefined) throw new Error("no Pulumi engine 3.250.0; run `npm run test:demo`, which brings it");

let wrong = 0;
for (const life of LIVES) {
  const startedAt = performance.now();
  const sentences = await wrongWithLife(pulumiBin, life);
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  if (sentences.length > 0) wrong++;
  process.stdout.write(
    `${life.cloud} on ${life.machines} machines: ${sentences.length === 0 ? "whole" : "WRONG"}, ${seconds} s\n`,
  );
  for (const sentence of sentences) process.stderr.write(`    ${sentence}\n`);
}
process.exit(wrong === 0 ? 0 : 1);
