import { forkWay } from "./forked-way.ts";
import type { Way, WayContext } from "./way.ts";

/** Freehold's engine in a process of its own, with a warm runner for each operation that may run at a time. */
export async function engine({ pulumiBin, home, concurrency, sandbox }: WayContext): Promise<Way> {
  const env = {
    HOME: home,
    PATH: sandbox.pulumi.env.PATH ?? "",
    BENCH_PULUMI_BIN: pulumiBin,
    BENCH_HOME: home,
    BENCH_POOL_SIZE: String(concurrency),
    BENCH_SANDBOX: sandbox.file,
  };
  return forkWay(new URL("./engine-process.ts", import.meta.url), env, "service");
}
