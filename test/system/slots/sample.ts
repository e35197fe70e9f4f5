import type { SshTarget } from "@freehold/sandbox/testing/ssh";
import { onMachine } from "../on-machine.ts";
import type { Attack } from "./attack.ts";
import { ATTACKS } from "./attacks/index.ts";
import { openSlots } from "./open-slots.ts";
import { type Result, runAttacks } from "./run-attacks.ts";
import type { Ground } from "./scene.ts";

/** Not in the sample: they send much, or wait. */
const SLOW = /bundle of|pipe|times replicas|first start|provider/;

/**
 * Some attacks of `npm run test:slots` on a host that is there already, from two slots of their own.
 *
 * @param seed Another one draws other attacks
 */
export async function attackSample(
  ground: Ground,
  operator: SshTarget,
  count: number,
  seed: number,
): Promise<Result[]> {
  const { stdout: program } = await ground.inHost(["cat", "/usr/local/lib/freehold/slot"]);
  const host = {
    ...ground,
    program,
    operator,
    operate: (command: string, stdin = "") => onMachine(operator, command, stdin),
  };
  const scene = await openSlots(host);
  const results = await runAttacks(host, scene, drawn(count, seed));
  for (const { id } of [scene.attacker, scene.neighbour]) await host.operate(`hostctl slot remove ${id}`);
  return results;
}

function drawn(count: number, seed: number): Attack[] {
  const left = ATTACKS.filter(({ name }) => !SLOW.test(name));
  let state = seed;
  return Array.from({ length: count }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return left.splice(state % left.length, 1)[0] as Attack;
  });
}
