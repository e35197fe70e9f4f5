import { parseArgs } from "node:util";

/** Where rows and state are kept. */
const BACKENDS = ["embedded", "postgres"] as const;
export type Backend = (typeof BACKENDS)[number];

export interface RestoreRunOptions {
  backend: Backend;
  /** Signups that are under way, or wait, when the backup is taken. */
  tenants: number;
  /** Operations that run at a time. */
  workers: number;
  /**
   * When the service is lost: `at-once`, as soon as the backup is there; `later`, when all signups have ended, another tenant was signed up
   * and one destroyed, of which the backup knows nothing.
   */
  lost: "at-once" | "later";
  /** As the restore is given it. */
  unfinished: "keep" | "rebuild";
}

const USAGE =
  "usage: npm run test:restore -- [--backend embedded|postgres] [--tenants 20] [--workers 20] [--lost at-once|later] [--unfinished keep|rebuild]";

export function readRestoreOptions(args: string[]): RestoreRunOptions {
  const text = { type: "string" } as const;
  const { values } = parseArgs({
    args,
    options: { backend: text, tenants: text, workers: text, lost: text, unfinished: text },
  });
  const tenants = count("--tenants", values.tenants ?? "20");
  return {
    backend: oneOf("--backend", BACKENDS, values.backend ?? "postgres"),
    tenants,
    workers: count("--workers", values.workers ?? String(tenants)),
    lost: oneOf("--lost", ["at-once", "later"], values.lost ?? "at-once"),
    unfinished: oneOf("--unfinished", ["keep", "rebuild"], values.unfinished ?? "rebuild"),
  };
}

function count(flag: string, got: string): number {
  if (/^[1-9]\d{0,2}$/.test(got)) return Number(got);
  throw new Error(`${flag} must be a number from 1 to 999, got ${got}; ${USAGE}`);
}

function oneOf<Value extends string>(flag: string, allowed: readonly Value[], got: string): Value {
  const value = allowed.find((each) => each === got);
  if (value === undefined) throw new Error(`${flag} must be one of ${allowed.join(", ")}, got ${got}; ${USAGE}`);
  return value;
}
