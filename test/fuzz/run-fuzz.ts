import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { startSandboxChild } from "../system/sandbox-child.ts";
import { type ServiceChild, startServiceChild } from "../system/service-child.ts";
import type { Exchange } from "./exchanges.ts";
import type { FuzzOptions, KeyKind } from "./options.ts";
import { runSchemathesis, type Schemathesis } from "./schemathesis.ts";
import { type Asker, makeAskers } from "./things.ts";
import { type DescribedApi, judge, operationsOf } from "./verdict.ts";

export interface FuzzResult {
  requests: number;
  operations: number;
  /** What is wrong; empty when nothing is. */
  wrong: string[];
}

interface FuzzContext extends FuzzOptions {
  pulumiBin: string;
  schemathesis: Schemathesis;
  report(line: string): void;
}

/** Who destroys most comes last. */
const ORDER: readonly KeyKind[] = ["viewer", "owner", "operator"];

/** Asks every operation of a service on a sandbox with each kind of key, and judges the answers by the service's own description. */
export async function runFuzz(context: FuzzContext): Promise<FuzzResult> {
  const folder = await mkdtemp(path.join(tmpdir(), "freehold-fuzz-"));
  const sandbox = await startSandboxChild();
  try {
    const service = await startServiceChild({
      FREEHOLD_HOME: path.join(folder, "home"),
      FREEHOLD_SANDBOX: sandbox.file,
      FREEHOLD_PULUMI_BIN: context.pulumiBin,
      // The requests are many and from one address, and no operation needs to get anywhere.
      FREEHOLD_RATE_LIMIT_FAILURES: "0",
      FREEHOLD_WORKERS: "1",
      FREEHOLD_DRAIN_SEC: "1",
    });
    try {
      return await askAll(context, service, folder);
    } finally {
      await service.child.end();
    }
  } finally {
    await sandbox.end();
    await rm(folder, { recursive: true, force: true });
  }
}

async function askAll(context: FuzzContext, service: ServiceChild, folder: string): Promise<FuzzResult> {
  const api = (await (await fetch(`${service.url}/openapi.json`)).json()) as DescribedApi;
  const askers = await makeAskers(service);
  const wrong: string[] = [];
  let requests = 0;
  for (const kind of ORDER.filter((each) => context.keys.includes(each))) {
    const exchanges = await ask(context, service, askers[kind], path.join(folder, kind));
    const sentences = judge(api, exchanges, kind === "operator" ? MUST_SUCCEED : []);
    context.report(`${kind}: ${exchanges.length} requests, ${countsOf(exchanges)}, ${sentences.length} wrong`);
    wrong.push(...sentences.map((sentence) => `with ${kind} key: ${sentence}`));
    requests += exchanges.length;
  }
  return { requests, operations: operationsOf(api).length, wrong };
}

/** Lists that take nothing: when not even they succeed, the service was not reached. */
const MUST_SUCCEED = ["GET /v1/tenants", "GET /v1/hosts", "GET /v1/ledger", "GET /v1/organizations", "GET /v1/audit"];

async function ask(
  { schemathesis, seed, examples, seconds, thorough }: FuzzContext,
  { url }: ServiceChild,
  { key, things }: Asker,
  folder: string,
): Promise<Exchange[]> {
  await mkdir(folder);
  const common = { url, key, things, folder, seed };
  const limits = ["--max-examples", String(examples)];
  const efforts = [["--phases", "fuzzing", ...limits]];
  if (thorough) {
    // How far these get in the time is not said beforehand: every operation has been asked by then.
    const half = [...limits, "--max-time", String(Math.ceil(seconds / 2))];
    efforts.push(["--phases", "coverage", ...half]);
    // What is listed is used to ask on: who lists the keys and ends each of them ends with their own.
    const ends = ["revokeApiKey", "changeApiKey"].flatMap((id) => ["--exclude-operation-id", id]);
    efforts.push(["--phases", "stateful", ...half, ...ends]);
  }
  const exchanges: Exchange[] = [];
  for (const effort of efforts) exchanges.push(...(await runSchemathesis(schemathesis, { ...common, effort })));
  return exchanges;
}

function countsOf(exchanges: readonly Exchange[]): string {
  const classes = Map.groupBy(exchanges, ({ status = 0 }) => `${Math.floor(status / 100)}xx`);
  return [...classes]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([name, all]) => `${all.length} ${name}`)
    .join(", ");
}
