import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import { valueOrEmpty } from "../value-or-empty.ts";

/** What a port shows to whoever connects by TLS. Both in PEM. */
export interface PortCertificate {
  /** Signed by its own key: who trusts it trusts this tenant's port and nothing else. */
  certificate: string;
  /** Secret. */
  key: string;
}

/** Ten years, of which the last is for its renewal: nobody brings a new certificate to whoever trusts this one. */
const VALID_HOURS = 10 * 365 * 24;
const EARLY_HOURS = 365 * 24;

/**
 * Makes the certificate of a port, for the tenant's name and for the ends of tunnels; it stays the same at every update until its last
 * year. No authority stands behind it: clients would have to be given that one's certificate all the same.
 *
 * @param name of the workload
 * @param use what the port is for, such as `database`
 */
export function createPortCertificate(
  name: string,
  use: string,
  host: pulumi.Input<string>,
  parent: pulumi.ComponentResource,
): pulumi.Output<PortCertificate> {
  // Whatever protects the rest: it goes when the port is closed, and nothing is lost with it.
  const opts = { parent, protect: false };
  const key = new tls.PrivateKey(`${name}-${use}-key`, { algorithm: "ECDSA", ecdsaCurve: "P256" }, opts);
  const certificate = new tls.SelfSignedCert(
    `${name}-${use}-certificate`,
    {
      privateKeyPem: key.privateKeyPem,
      subject: { commonName: `freehold-${use}` },
      dnsNames: [host, "localhost"],
      ipAddresses: ["127.0.0.1"],
      allowedUses: ["digital_signature", "server_auth"],
      validityPeriodHours: VALID_HOURS,
      earlyRenewalHours: EARLY_HOURS,
    },
    opts,
  );
  return pulumi.secret(
    pulumi
      .all([valueOrEmpty(certificate.certPem), valueOrEmpty(key.privateKeyPem)])
      .apply(([certPem, keyPem]) => ({ certificate: certPem, key: keyPem })),
  );
}
