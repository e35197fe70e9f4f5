import { type CpuByKind, startCpuMeter } from "./cpu-meter.ts";
import type { Root } from "./process-kind.ts";
import type { BenchTenant, Operate } from "./ways/way.ts";

/** One operation on several tenants at once. */
export interface Batch {
  /** From the request to its end, of each. */
  seconds: number[];
  /** Until the last had ended. */
  wallSec: number;
  /** Of all together. */
  cpu: CpuByKind;
}

/** Carries an operation out on all tenants at once, and measures it; rejects when one of them failed, after all have ended. */
export async function measure(
  roots: readonly Root[],
  operate: Operate,
  tenants: readonly BenchTenant[],
): Promise<Batch> {
  const meter = startCpuMeter(roots);
  const startedAt = performance.now();
  const passedSec = () => (performance.now() - startedAt) / 1000;
  const ended = await Promise.allSettled(
    tenants.map(async (tenant) => {
      await operate(tenant);
      return passedSec();
    }),
  );
  const wallSec = passedSec();
  const cpu = meter.stop();
  return { seconds: ended.map(fulfilled), wallSec, cpu };
}

/** The value of what went well. @throws The reason of what did not */
export function fulfilled<T>(result: PromiseSettledResult<T>): T {
  if (result.status === "rejected") throw result.reason;
  return result.value;
}
