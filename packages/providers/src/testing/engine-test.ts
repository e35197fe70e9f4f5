import { delimiter, dirname } from "node:path";
import { findEngine } from "@freehold/toolchain";
import { test } from "@jest/globals";
import { serveStandIns } from "../serve-stand-ins.ts";
import { makeStack, type TestStack } from "./engine.ts";

const pulumi = await findEngine({ env: process.env });

/** A stack with all stand-ins attached. Everything is closed and removed when the test ends. */
export interface EngineWorld extends TestStack {
  /** Closes something when the test ends. */
  closing<T extends { close(): Promise<void> }>(thing: T): T;
}

/**
 * A test on the real engine. Where there is none it is skipped, and its name says so. A program that is to fail needs a
 * file and with it a process of its own: the SDK lets a refused resource end the process.
 */
export function engineTest(name: string, body: (world: EngineWorld) => Promise<void>, programFile?: string): void {
  if (pulumi === undefined) {
    test.skip(`${name} (skipped: no Pulumi engine here; name its binary in FREEHOLD_PULUMI_BIN)`, () => {});
    return;
  }
  test(name, () => withWorld(pulumi, body, programFile));
}

async function withWorld(
  binary: string,
  body: (world: EngineWorld) => Promise<void>,
  programFile: string | undefined,
): Promise<void> {
  const standIns = await serveStandIns();
  // The engine finds its language host, and that finds this Node, on the PATH.
  const path = [dirname(binary), dirname(process.execPath), process.env.PATH].join(delimiter);
  const env = { ...standIns.env, PATH: path, NODE_OPTIONS: "" };
  const stack = await makeStack({ pulumi: binary, env, ...(programFile === undefined ? {} : { programFile }) });

  const things: { close(): Promise<void> }[] = [standIns];
  const closing = <T extends { close(): Promise<void> }>(thing: T): T => {
    things.push(thing);
    return thing;
  };
  try {
    await body({ ...stack, closing });
  } finally {
    await Promise.all(things.map((thing) => thing.close()));
    await stack.remove();
  }
}
