import type * as pulumi from "@pulumi/pulumi";
import { refuse } from "../refuse.ts";
import { type EdgeArgs, EdgeTls } from "./edge-args.ts";

const ZONE = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;
const EMAIL = /^[^@\s"]+@[^@\s"]+\.[^@\s"]+$/;

/** Refuses an edge that could not get its certificates, before anything is made. */
export function checkEdgeArgs(component: pulumi.Resource, { tls, zones = [], ...args }: EdgeArgs): void {
  const modes: string[] = Object.values(EdgeTls);
  if (!modes.includes(tls)) refuse(component, `edge.tls must be one of ${modes.join(", ")}, got "${tls}"`);
  for (const zone of zones) {
    if (!ZONE.test(zone)) {
      refuse(component, `edge.zones must be domain names in lower case, such as example.com, got "${zone}"`);
    }
  }
  if (args.email !== undefined && !EMAIL.test(args.email)) {
    refuse(component, `edge.email must be an e-mail address, got "${args.email}"`);
  }
  if (args.caServer !== undefined && !/^https:\/\/[^\s"]+$/.test(args.caServer)) {
    refuse(component, `edge.caServer must be an address that begins with https://, got "${args.caServer}"`);
  }
  if (tls !== EdgeTls.Internal && args.email === undefined) {
    refuse(component, `edge.email must be set with edge.tls ${tls}: the certificate authority asks for one`);
  }
  if (tls === EdgeTls.AcmeDns && (zones.length === 0 || args.zoneToken === undefined)) {
    refuse(
      component,
      "edge.zones and edge.zoneToken must be set with edge.tls acme-dns: wildcards are proven in the zone",
    );
  }
  if (tls !== EdgeTls.AcmeDns && args.zoneToken !== undefined) {
    refuse(component, `edge.zoneToken must be left out with edge.tls ${tls}: no token goes where nothing needs it`);
  }
  if (tls !== EdgeTls.Internal && args.certificate !== undefined) {
    refuse(
      component,
      `edge.certificate must be left out with edge.tls ${tls}; use internal to show a certificate of yours`,
    );
  }
}
