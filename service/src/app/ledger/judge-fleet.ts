/** Tenants that are meant to run, and how many of them are not well. */
export interface FleetHealth {
  unwell: number;
  total: number;
}

/** At what the brake goes on. */
export interface BrakeLimits {
  /** Share of the fleet, 0 to 1. */
  share: number;
  /** Fewer tenants than this never put it on. */
  atLeast: number;
}

/** Why nothing should be healed or removed by itself now; undefined while all is well enough. */
export function reasonToBrake(health: FleetHealth, where: string, { share, atLeast }: BrakeLimits): string | undefined {
  const { unwell, total } = health;
  if (unwell < atLeast || unwell <= total * share) return undefined;
  const percent = Math.round((unwell / total) * 100);
  const limit = `${Math.round(share * 100)} %`;
  return `${unwell} of ${total} tenants ${where} look unwell or gone (${percent} %, more than ${limit}): the fault may be ours`;
}
