import { AwsV4Signer } from "aws4fetch";
import type { GatedAccess } from "./addresses.ts";
import type { OutgoingCall } from "./sender.ts";

/** Headers of the signature that the call came with. */
const OF_SIGNATURE = ["authorization", "x-amz-date", "x-amz-security-token", "x-amz-content-sha256"];

/**
 * Signs a call for the address that it is sent to, when it is sent. The caller signed it for the gateway's address, and perhaps minutes
 * ago: Route 53 refuses both. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export async function signForRoute53(
  call: OutgoingCall,
  { accessKeyId, secretAccessKey }: Extract<GatedAccess, { cloud: "route53" }>,
): Promise<OutgoingCall> {
  const kept = Object.entries(call.headers).flatMap(([name, value]) =>
    typeof value !== "string" || OF_SIGNATURE.includes(name) || name === "host" ? [] : [[name, value] as const],
  );
  const signer = new AwsV4Signer({
    ...{
      method: call.method,
      url: call.url.href,
      accessKeyId,
      secretAccessKey,
      service: "route53",
      region: "us-east-1",
    },
    // Signed as few as can be: connections' own are not sent on.
    headers: {
      ...(call.headers["content-type"] !== undefined && { "content-type": String(call.headers["content-type"]) }),
    },
    ...(call.body.length > 0 && { body: call.body }),
  });
  const { url, headers } = await signer.sign();
  return { ...call, url, headers: { ...Object.fromEntries(kept), ...Object.fromEntries(headers) } };
}
