import { expect, test } from "@jest/globals";
import { classifyFailure } from "./failure.ts";

const SERVER = { type: "hcloud:index/server:Server", name: "acme-server" };
const RECORD = { type: "cloudflare:index/dnsRecord:DnsRecord", name: "acme-dns" };
const SET = { type: "aws:route53/record:Record", name: "name-a" };
const REMOTE = { type: "command:remote:Command", name: "acme-apply" };

const VM = { type: "proxmoxve:index/vmLegacy:VmLegacy", name: "acme-server" };
const SNIPPET = { type: "proxmoxve:index/fileLegacy:FileLegacy", name: "acme-user-data" };
const DROPLET = { type: "digitalocean:index/droplet:Droplet", name: "acme-server" };

/** What fails on a machine, or in a component, is at no cloud in particular. */
const CLOUDS = new Map<object, string>([
  [SERVER, "hetzner"],
  [DROPLET, "digitalocean"],
  [VM, "proxmox"],
  [SNIPPET, "proxmox"],
  [RECORD, "cloudflare"],
  [SET, "route53"],
]);

const CASES = [
  {
    at: { type: "freehold:index:TenantDns", name: "name" },
    says: "dns_record_taken: acme.example.com has a record already that is not this tenant's: A 192.0.2.1",
    code: "dns_record_taken",
  },
  {
    at: SET,
    says: "operation error Route 53: ChangeResourceRecordSets, https response error StatusCode: 400, InvalidChangeBatch: [Tried to create resource record set [name='acme.example.com.', type='A'] but it already exists]",
    code: "dns_record_taken",
  },
  {
    at: SET,
    says: "Route 53 refused POST /hostedzone/Z1/rrset: Rate exceeded (Throttling, 400)",
    code: "cloud_rate_limited",
  },
  {
    at: SET,
    says: "operation error Route 53: GetHostedZone, https response error StatusCode: 403, api error InvalidClientTokenId: The security token included in the request is invalid.",
    code: "cloud_unauthorized",
  },
  {
    at: DROPLET,
    says: "DigitalOcean refused POST /droplets: creating this/these droplet(s) will exceed your droplet limit (unprocessable_entity, 422)",
    code: "cloud_quota_reached",
  },
  { at: DROPLET, says: "422 Size is not available in this region.", code: "cloud_capacity" },
  {
    at: DROPLET,
    says: "POST https://api.digitalocean.com/v2/droplets: 401 (request x) Unable to authenticate you",
    code: "cloud_unauthorized",
  },
  {
    at: SERVER,
    says: 'before update hook "acme-server-keeps-its-disk" failed: a disk cannot shrink: it has 80 GiB, asked are 40 GiB; nothing was changed',
    code: "disk_cannot_shrink",
  },
  {
    at: DROPLET,
    says: "Error resizing droplet (1): 422 This size is not available because it has a smaller disk.",
    code: "disk_cannot_shrink",
  },
  {
    at: VM,
    says: "Cannot shrink local-lvm:vm-100-disk-0 in VM 100, it is not supported!",
    code: "disk_cannot_shrink",
  },
  {
    at: REMOTE,
    says: "the command ended with status 1: disk: the data disk is not mounted at /mnt/HC_Volume_1; see lsblk and /etc/fstab",
    code: "cloud_action_failed",
  },
  { at: SERVER, says: "server limit reached (resource_limit_exceeded, 4f2a)", code: "cloud_quota_reached" },
  { at: SERVER, says: "error during placement (resource_unavailable, 4f2a)", code: "cloud_capacity" },
  { at: SERVER, says: "unsupported location for server type (invalid_input, 4f2a)", code: "cloud_capacity" },
  { at: SERVER, says: "limit of 3600 requests per hour reached (rate_limit_exceeded)", code: "cloud_rate_limited" },
  { at: SERVER, says: "unable to authenticate (unauthorized, 4f2a)", code: "cloud_unauthorized" },
  {
    at: SERVER,
    says: 'Post "https://api.hetzner.cloud/v1/servers": dial tcp: lookup api.hetzner.cloud: no such host',
    code: "cloud_unreachable",
  },
  {
    at: RECORD,
    says: '400 Bad Request {"errors":[{"code":81058,"message":"An identical record already exists."}]}',
    code: "dns_record_taken",
  },
  {
    at: RECORD,
    says: '403 Forbidden {"errors":[{"code":10000,"message":"Authentication error"}]}',
    code: "cloud_unauthorized",
  },
  {
    at: SERVER,
    says: "Hetzner could not finish create_server (action 1023): host is down (action_failed)",
    code: "cloud_action_failed",
  },
  { at: SERVER, says: "create server: host is down (action_failed, 1023)", code: "cloud_action_failed" },
  { at: DROPLET, says: "DigitalOcean could not finish create (action 36804745)", code: "cloud_action_failed" },
  { at: DROPLET, says: "unexpected state 'errored', wanted target 'completed'", code: "cloud_action_failed" },
  {
    at: VM,
    says: "Proxmox VE refused task qmstart: start failed: QEMU exited with code 1",
    code: "cloud_action_failed",
  },
  {
    at: VM,
    says: 'task "UPID:pve:1:2:3:qmclone:100:root@pam:" failed to complete with exit code: copy failed',
    code: "cloud_action_failed",
  },
  { at: RECORD, says: "400 Bad Request Record quota exceeded. (code 81045)", code: "dns_zone_full" },
  { at: RECORD, says: "Content for A record must be a valid IPv4 address. (9005)", code: "cloud_action_failed" },
  { at: RECORD, says: "429 Too Many Requests", code: "cloud_rate_limited" },
  { at: REMOTE, says: "dial tcp 192.0.2.1:22: connect: connection refused", code: "machine_unreachable" },
  { at: REMOTE, says: "ssh: handshake failed: knownhosts: key mismatch", code: "host_key_mismatch" },
  { at: REMOTE, says: 'Process exited with status 75: running "hostctl wait supabase"', code: "workload_unhealthy" },
  { at: REMOTE, says: 'Process exited with status 1: running "hostctl apply supabase"', code: "engine_failed" },
  {
    at: SERVER,
    says: "Hetzner refused POST /servers: limit reached (resource_limit_exceeded, 403)",
    code: "cloud_quota_reached",
  },
  {
    at: SERVER,
    says: "Hetzner refused POST /servers: unable to authenticate (unauthorized, 401)",
    code: "cloud_unauthorized",
  },
  {
    at: SERVER,
    says: "cloud_unavailable: POST /v1/servers was answered 200 with text/html instead of JSON; it is no answer of the cloud's API (503)",
    code: "cloud_unavailable",
  },
  { at: SERVER, says: "Hetzner refused GET /servers/1: try again (service_error, 503)", code: "cloud_unreachable" },
  {
    at: SERVER,
    says: "no answer to POST http://127.0.0.1:1/v1/servers: connect ECONNREFUSED 127.0.0.1:1",
    code: "cloud_unreachable",
  },
  {
    at: RECORD,
    says: "Cloudflare refused POST /dns_records: An identical record already exists. (code 81058) (400)",
    code: "dns_record_taken",
  },
  {
    at: RECORD,
    says: "Cloudflare refused POST /dns_records: Authentication error (code 10000) (403)",
    code: "cloud_unauthorized",
  },
  { at: RECORD, says: "Cloudflare refused POST /dns_records: no reason given (429)", code: "cloud_rate_limited" },
  {
    at: REMOTE,
    says: "no SSH connection to freehold@192.0.2.1:22 after 10 tries: Timed out",
    code: "machine_unreachable",
  },
  {
    at: REMOTE,
    says: "the connection to freehold@192.0.2.1:22 was lost before the command ended: hostctl apply supabase",
    code: "machine_unreachable",
  },
  {
    at: REMOTE,
    says: "the host key of freehold@192.0.2.1:22 is not the one in connection.hostKey: nothing was sent to it",
    code: "host_key_mismatch",
  },
  {
    at: REMOTE,
    says: "the command on freehold@192.0.2.1:22 ended with status 75: hostctl wait supabase",
    code: "workload_unhealthy",
  },
  {
    at: REMOTE,
    says: "the command on freehold@192.0.2.1:22 ended with status 1: hostctl apply supabase",
    code: "engine_failed",
  },
  { at: SERVER, says: "name is already used (uniqueness_error)", code: "engine_failed" },
  {
    at: SERVER,
    says: "Hetzner refused POST /servers: core limit exceeded (resource_limit_exceeded, 403)",
    code: "cloud_quota_reached",
  },
  {
    at: SERVER,
    says: "Hetzner refused POST /servers: error during placement (placement_error, 422)",
    code: "cloud_capacity",
  },
  { at: SERVER, says: "no space left in location (no_space_left_in_location, 4f2a)", code: "cloud_capacity" },
  {
    at: DROPLET,
    says: "POST https://api.digitalocean.com/v2/droplets: 422 (request x) volume limit exceeded",
    code: "cloud_quota_reached",
  },
  { at: DROPLET, says: "API rate limit exceeded.", code: "cloud_rate_limited" },
  { at: DROPLET, says: "Region is not available", code: "cloud_capacity" },
  { at: VM, says: "clone failed: no space left on device", code: "cloud_capacity" },
  { at: VM, says: "unable to create image: out of space", code: "cloud_capacity" },
  {
    at: VM,
    says: "start failed: kvm: cannot set up guest memory 'pc.ram': Cannot allocate memory",
    code: "cloud_capacity",
  },
  { at: VM, says: "Proxmox VE refused PUT /config: VM is locked (clone)", code: "cloud_unreachable" },
  {
    at: VM,
    says: "clone failed: can't lock file '/var/lock/pve-manager/pve-storage-local-lvm' - got timeout",
    code: "cloud_unreachable",
  },
  { at: VM, says: "cfs-lock 'storage-local' error: got lock request timeout", code: "cloud_unreachable" },
  { at: VM, says: "unable to create VM 101: config file already exists", code: "cloud_unreachable" },
  {
    at: VM,
    says: "Proxmox VE refused GET /nodes/pve9/qemu: hostname lookup 'pve9' failed - failed to get address info",
    code: "cloud_unreachable",
  },
  { at: VM, says: "cluster not ready - no quorum?", code: "cloud_unreachable" },
  { at: VM, says: "Permission check failed (/vms/9000, VM.Clone)", code: "cloud_unauthorized" },
  { at: VM, says: "storage 'fast' does not exist", code: "cloud_misconfigured" },
  { at: VM, says: "storage 'local' does not support vm images", code: "cloud_misconfigured" },
  { at: SNIPPET, says: "storage 'local' does not support content-type 'snippets'", code: "cloud_misconfigured" },
  {
    at: VM,
    says: "Configuration file 'nodes/pve/qemu-server/9000.conf' does not exist",
    code: "cloud_misconfigured",
  },
] as const;

for (const { at, says, code } of CASES) {
  test(`${at.type.split(":")[0]} "${says}" is ${code}`, () => {
    const failure = classifyFailure([{ ...at, message: says }]);

    expect(failure).toEqual({ code, message: `${at.name} (${at.type}): ${says}`, cloud: CLOUDS.get(at) });
  });
}

test("the cause is reported, not its echoes", () => {
  const failure = classifyFailure([
    { message: "update failed" },
    { ...SERVER, message: "error: server limit reached (resource_limit_exceeded)" },
    { message: "resource creation failed" },
  ]);

  expect(failure).toMatchObject({
    code: "cloud_quota_reached",
    message: "acme-server (hcloud:index/server:Server): server limit reached (resource_limit_exceeded)",
  });
});

test("a known cause goes before an unknown one", () => {
  const failure = classifyFailure([
    { ...SERVER, message: "something odd" },
    {
      ...RECORD,
      message: '{"errors":[{"code":81053,"message":"An A, AAAA, or CNAME record with that host already exists."}]}',
    },
  ]);

  expect(failure.code).toBe("dns_record_taken");
});

test("a program's bug is reported without colours, prefix and stack", () => {
  const failure = classifyFailure([
    {
      message:
        "<{%reset%}>Unhandled exception: Error: no such region\n    at file:///app/program.ts:3:9\n    at async run<{%reset%}>\n",
    },
  ]);

  expect(failure).toMatchObject({ code: "engine_failed", message: "no such region" });
});

test("an error without any cause still has a sentence", () => {
  expect(classifyFailure([{ message: "update failed" }])).toMatchObject({
    code: "engine_failed",
    message: "the engine ended with an error and named no cause",
  });
});
