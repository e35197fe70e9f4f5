/** Tenants that are meant to run, and how many of them are unhealthy. */
export interface FleetHealth {
  unhealthy: number;
  total: number;
}

/** When the circuit breaker trips. */
export interface BreakerLimits {
  /** Share of the fleet, 0 to 1. */
  share: number;
  /** Fewer tenants than this never trip it. */
  atLeast: number;
}

/** Why nothing should be healed or removed by itself now; undefined while the fleet is healthy enough. */
export function reasonToTrip(
  health: FleetHealth,
  where: string,
  { share, atLeast }: BreakerLimits,
): string | undefined {
  const { unhealthy, total } = health;
  if (unhealthy < atLeast || unhealthy <= total * share) return undefined;
  const percent = Math.round((unhealthy / total) * 100);
  const limit = `${Math.round(share * 100)} %`;
  return `${unhealthy} of ${total} tenants ${where} look unhealthy or gone (${percent} %, more than ${limit}): the fault may be ours`;
}
