import { expect, test } from "@jest/globals";
import type { Reply } from "./refusal.ts";
import type { GatedCloud } from "./vendors.ts";
import { notVendorsAnswer } from "./vendors-answer.ts";

const PAGE = "<!DOCTYPE html><html><body>Down for maintenance</body></html>";
const ZONES = '<?xml version="1.0"?>\n<ListHostedZonesResponse xmlns="x"><A/></ListHostedZonesResponse>\n';

function reply(status: number, text: string, headers: Reply["headers"] = { "content-type": "text/html" }): Reply {
  return { status, headers, body: Buffer.from(text) };
}

test.each<[GatedCloud, string, number, string]>([
  ["hetzner", "GET", 200, '{"servers":[]}'],
  ["hetzner", "POST", 201, '{"server":{}}'],
  ["hetzner", "DELETE", 204, ""],
  ["hetzner", "GET", 404, '{"error":{}}'],
  ["digitalocean", "PUT", 202, ""],
  ["proxmox", "DELETE", 404, ""],
  ["route53", "GET", 200, ZONES],
  // What refuses refuses, in whatever form.
  ["cloudflare", "POST", 400, PAGE],
  ["cloudflare", "GET", 403, PAGE],
  ["cloudflare", "GET", 503, PAGE],
])("%s's %s %i is its own answer: %j", (cloud, method, status, text) => {
  expect(notVendorsAnswer(cloud, method, reply(status, text))).toBeUndefined();
});

test.each<[GatedCloud, string, number, string, string]>([
  ["hetzner", "GET", 200, PAGE, "200 with text/html instead of JSON"],
  ["hetzner", "POST", 201, '{"server":{"id"', "201 with text/html instead of JSON"],
  ["digitalocean", "GET", 404, PAGE, "404 with text/html instead of JSON"],
  ["proxmox", "GET", 200, "", "200 without a body"],
  ["cloudflare", "GET", 302, "", "302, a redirect"],
  ["route53", "GET", 200, PAGE, "200 with text/html instead of XML"],
  ["route53", "GET", 200, ZONES.slice(0, -20), "200 with text/html instead of XML"],
  ["route53", "GET", 200, "{}", "200 with text/html instead of XML"],
])("%s's %s %i is somebody else's: %j", (cloud, method, status, text, why) => {
  expect(notVendorsAnswer(cloud, method, reply(status, text))).toBe(why);
});

test("an answer that would have to be unpacked is none: nobody asked for it, and it may be of any size", () => {
  const packed = reply(200, "{}", { "content-encoding": "gzip" });

  expect(notVendorsAnswer("hetzner", "GET", packed)).toBe("200 in the encoding gzip");
});
