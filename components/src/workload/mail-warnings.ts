import type { Cloud } from "@freehold/model";
import type { ChosenSettings } from "./chosen-settings.ts";
import { settingValues } from "./settings.ts";
import type { TemplateRelease } from "./template-table.ts";

/**
 * Ports of mail servers that machines cannot reach until the vendor has unblocked them for the account:
 * https://docs.digitalocean.com/support/why-is-smtp-blocked/ and https://docs.hetzner.com/cloud/servers/faq/ ("Why can I not send any mails").
 */
const BLOCKED_PORTS: Readonly<Partial<Record<Cloud, readonly string[]>>> = {
  digitalocean: ["25", "465", "587"],
  hetzner: ["25", "465"],
};

/**
 * Why users of a tenant with these settings would wait for mail in vain: of a template that has settings named `smtpHost` and `smtpPort`, and
 * perhaps `emailAutoconfirm` and `disableSignup`. Warnings, because an operator may make users otherwise, and a vendor may have unblocked the
 * port.
 *
 * @param cloud Where the machine is
 */
export function mailWarnings(release: TemplateRelease, chosen: ChosenSettings, cloud: Cloud): string[] {
  const { smtpHost, smtpPort = "", emailAutoconfirm, disableSignup } = settingValues(release, chosen);
  if (smtpHost === undefined) return [];
  if (smtpHost === "") {
    if (emailAutoconfirm !== "false" || disableSignup === "true") return [];
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
