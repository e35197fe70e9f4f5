import type { CommandIo } from "./command-io.ts";
import { EXIT, Failure } from "./failure.ts";
import type { HostState } from "./host-state.ts";
import { install } from "./hostctl-release.ts";

/** What the loader does itself. False: it runs hostctl. */
export async function runLoaderVerb(verb: string, args: string[], host: HostState, io: CommandIo): Promise<boolean> {
  const { hostctl, confinedTo } = host;
  if (!hostctl.hasLoader) return false;
  if (verb === "install") {
    if (confinedTo !== undefined) throw new Failure(EXIT.usage, "a slot's user brings no hostctl");
    await install(hostctl, args, io);
    return true;
  }
  if (verb === "loader") {
    io.out("loader 1");
    return true;
  }
  if (hostctl.used === undefined && verb !== "version" && verb !== "boot") {
    const missing = "hostctl has not been brought to this machine yet: an update of its stack brings it";
    throw new Failure(EXIT.unavailable, missing);
  }
  return false;
}
