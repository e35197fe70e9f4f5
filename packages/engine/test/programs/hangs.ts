import { ComponentResource, Config } from "@pulumi/pulumi";

/** Registers one component and never ends, unless it is configured `calm`: the engine waits for it and holds the stack's lock. */
export async function program(): Promise<Record<string, unknown>> {
  new ComponentResource("test:index:Thing", "thing");
  if (new Config().getBoolean("calm") === true) return {};
  const alive = setInterval(() => undefined, 1000);
  await new Promise(() => undefined);
  clearInterval(alive);
  return {};
}
