import type { Cloud } from "@freehold/model";
import { settingValues } from "./settings.ts";

/**
 * Ports of mail servers that machines cannot reach until the vendor has unblocked them for the account:
 * https://docs.digitalocean.com/support/why-is-smtp-blocked/ and https://docs.hetzner.com/cloud/servers/faq/ ("Why can I not send any mails").
 */
const BLOCKED_PORTS: Readonly<Partial<Record<Cloud, readonly string[]>>> = {
  digitalocean: ["25", "465", "587"],
  hetzner: ["25", "465"],
};

/**
 * Why users of a tenant with these settings would wait for mail in vain. Warnings, because an operator may make users otherwise, and a
 * vendor may have unblocked the port.
 *
 * @param cloud Where the machine is
 */
export function mailWarnings(chosen: Readonly<Record<string, string>>, cloud: Cloud): string[] {
  const { smtpHost, smtpPort = "", emailAutoconfirm, disableSignup } = settingValues(chosen);
  if (smtpHost === "") {
    if (emailAutoconfirm === "true" || disableSignup === "true") return [];
    return [
      "nobody who signs up can sign in: there is no mail server to confirm addresses with; set smtpHost, or emailAutoconfirm to true",
    ];
  }
  const blocked = BLOCKED_PORTS[cloud] ?? [];
  if (!blocked.includes(smtpPort)) return [];
  return [
    `no mail will be sent: ${cloud} blocks the ports ${blocked.join(", ")} of mail servers; set smtpPort to another, such as 2525, or have it unblocked`,
  ];
}
