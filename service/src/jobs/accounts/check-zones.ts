import type { Logger } from "pino";
import type { AppContext } from "../../app/context.ts";

/**
 * Asks the providers of the zones, when the service starts, whether its tokens may do what tenants' names need: what lacks is found before the
 * first machine is ordered.
 *
 * @returns Zones with what their tokens lack
 */
export async function checkZones({
  app,
  log,
}: {
  app: Pick<AppContext, "clouds" | "probe">;
  log: Pick<Logger, "error" | "warn">;
}): Promise<{ zone: string; lacks: string[] }[]> {
  const checked = await Promise.all(
    app.clouds.zones.map(async (zone) => {
      try {
        return { zone: zone.name, lacks: await app.probe.missingZonePermissions(zone) };
      } catch (err) {
        log.warn({ err, zone: zone.name }, "what the token of a zone may do could not be found out");
        return { zone: zone.name, lacks: [] };
      }
    }),
  );
  const lacking = checked.filter(({ lacks }) => lacks.length > 0);
  for (const { zone, lacks } of lacking)
    log.error(
      { zone, lacks },
      "the token of a zone lacks permissions, and tenants cannot get their names; docs/accounts.md lists what it needs",
    );
  return lacking;
}
