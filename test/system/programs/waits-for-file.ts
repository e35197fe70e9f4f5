import { access } from "node:fs/promises";
import { ComponentResource, Config } from "@pulumi/pulumi";

/** Registers one component, waits until a file is there, and registers another: the engine writes the state before and after. */
export async function program(): Promise<Record<string, unknown>> {
  new ComponentResource("test:index:Thing", "before");
  const file = new Config().require("file");
  while (!(await isThere(file))) await new Promise((resolve) => setTimeout(resolve, 20));
  new ComponentResource("test:index:Thing", "after");
  return {};
}

async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
