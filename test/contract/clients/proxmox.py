"""Drives a Proxmox VE endpoint with proxmoxer, unpatched. Usage: proxmox.py HOST PORT TOKEN_ID TOKEN_SECRET PASSWORD"""

import json
import sys

from proxmoxer import ProxmoxAPI, ResourceException
from proxmoxer.tools import Tasks

host, port, token_id, secret, password = sys.argv[1:6]
user, token_name = token_id.split("!")
connection = {"host": host, "port": int(port), "user": user, "verify_ssl": False}
proxmox = ProxmoxAPI(**connection, token_name=token_name, token_value=secret)
node = proxmox.nodes("pve")
steps = []


def done(upid):
    task = Tasks.blocking_status(proxmox, upid, timeout=60, polling_interval=0.05)
    assert task["exitstatus"] == "OK", task


def refused(reason, call):
    try:
        call()
    except ResourceException as error:
        assert reason in str(error), f"expected {reason!r}, got {error}"
        return
    raise AssertionError(f"expected {reason!r}, got no error")


assert proxmox.version.get()["release"] == "9.0"
by_ticket = ProxmoxAPI(**connection, password=password)
by_ticket.pools.post(poolid="tenants", comment="by ticket")
assert [pool["poolid"] for pool in proxmox.pools.get()] == ["tenants"]
steps.append("access")

vmid = int(proxmox.cluster.nextid.get())
done(node.qemu(9000).clone.post(newid=vmid, name="acme", full=1, pool="tenants"))
refused("config file already exists", lambda: node.qemu(9000).clone.post(newid=vmid))
steps.append("clone")

vm = node.qemu(vmid)
vm.config.put(cores=4, memory=4096, ciuser="me", ipconfig0="ip=dhcp", tags="b;a", net0="virtio,bridge=vmbr0,tag=12")
refused("Parameter verification failed", lambda: vm.config.put(wings=2))
done(vm.resize.put(disk="scsi0", size="+10G"))
config = vm.config.get()
assert config["cores"] == 4 and config["tags"] == "a;b" and "size=20G" in config["scsi0"], config
steps.append("config")

done(vm.status.start.post())
assert vm.status.current.get()["status"] == "running"
refused("is running", vm.delete)
steps.append("start")

vm.agent.ping.post()
interfaces = vm.agent("network-get-interfaces").get()["result"]
assert [i["name"] for i in interfaces] == ["lo", "eth0"]
assert interfaces[1]["ip-addresses"][0]["ip-address"].startswith("127.")
steps.append("agent")

done(vm.status.stop.post())
refused("is not running", lambda: vm.agent("network-get-interfaces").get())
steps.append("stop")

done(vm.delete(purge=1))
refused("does not exist", vm.status.current.get)
by_ticket.pools("tenants").delete()
steps.append("delete")

print(json.dumps(steps))
