import { z } from "zod";
import type { SettingGroup } from "../setting.ts";
import { listOf, wholeNumber } from "../values.ts";
import { NameServer } from "./outbound.ts";

/** `443=8443`. */
const MappedPort = z
  .string()
  .regex(/^[1-9]\d{0,4}=[1-9]\d{0,4}$/, "must be pairs of ports such as 443=8443")
  .transform((text): [port: string, served: number] => {
    const [port = "", served] = text.split("=");
    return [port, Number(served)];
  });

/** How the service finds out whether a tenant is reached. */
export const REACHABILITY = {
  from: {
    name: "FREEHOLD_PROBE_FROM",
    meaning:
      "Where tenants are asked from before they are active: `service`, by their addresses; `machine`, through the machine's SSH server, where the service is in another network than their users",
    schema: z.enum(["service", "machine"]),
    default: "service",
  },
  resolvers: {
    name: "FREEHOLD_PROBE_RESOLVER",
    meaning:
      "Name servers that are asked where tenants' names lead, as `address` or `address:port`, separated by commas",
    schema: listOf(NameServer),
    unset: "those of the system; the sandbox's own in the sandbox",
  },
  ports: {
    name: "FREEHOLD_PROBE_PORTS",
    meaning:
      "Ports of tenants' machines that the service reaches at other ones of their addresses, such as `443=8443`; several, separated by commas",
    schema: listOf(MappedPort).transform((ports): Readonly<Record<string, number>> => Object.fromEntries(ports)),
    unset: "none; those of the sandbox in the sandbox",
  },
  authorities: {
    name: "FREEHOLD_PROBE_CA",
    meaning: "File with certificates, PEM, of authorities that tenants' certificates may be of besides the public ones",
    schema: z.string(),
    unset: "none; the sandbox's own in the sandbox",
  },
  giveUpSec: {
    name: "FREEHOLD_PROBE_SEC",
    meaning:
      "Seconds that a tenant may be out of reach before it is `degraded` with the condition `dns`, `tls` or `services`; a new one is waited for as long",
    schema: wholeNumber(0, 86_400),
    default: "900",
  },
  everySec: {
    name: "FREEHOLD_PROBE_EVERY_SEC",
    meaning:
      "Seconds between two looks whether an active tenant is reached; one that is not is asked twice a minute. 0: never",
    schema: wholeNumber(0, 86_400),
    default: "300",
  },
} as const satisfies SettingGroup;
