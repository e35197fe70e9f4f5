// Drives a Hetzner Cloud endpoint with the vendor's own Go client, which the official provider is made of, unpatched.
// Usage: hetzner ENDPOINT TOKEN
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"time"

	"github.com/hetznercloud/hcloud-go/v2/hcloud"
)

const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBrmIpfhXGqS0SV6LPd1U3ixFPCtvxHkjoJT7EaNlEZ2 me"

var (
	ctx    = context.Background()
	client *hcloud.Client
	labels = map[string]string{"team": "a"}
	steps  []string
)

func main() {
	client = hcloud.NewClient(
		hcloud.WithEndpoint(os.Args[1]),
		hcloud.WithToken(os.Args[2]),
		hcloud.WithPollOpts(hcloud.PollOpts{BackoffFunc: hcloud.ConstantBackoff(10 * time.Millisecond)}),
	)

	sshKey, _, err := client.SSHKey.Create(ctx, hcloud.SSHKeyCreateOpts{Name: "me", PublicKey: key, Labels: labels})
	check(err)
	_, _, err = client.SSHKey.Create(ctx, hcloud.SSHKeyCreateOpts{Name: "me", PublicKey: key})
	expect(hcloud.IsError(err, hcloud.ErrorCodeUniquenessError), "a second key of the name is refused, got %v", err)
	keys, err := client.SSHKey.AllWithOpts(ctx, hcloud.SSHKeyListOpts{ListOpts: hcloud.ListOpts{LabelSelector: "team=a"}})
	check(err)
	expect(len(keys) == 1 && keys[0].ID == sshKey.ID, "the key is listed by its label")
	done("ssh key")

	network := createNetwork()
	done("network")

	firewall := createFirewall()
	done("firewall")

	address, _, err := client.PrimaryIP.Create(ctx, hcloud.PrimaryIPCreateOpts{
		Name: "address", Type: hcloud.PrimaryIPTypeIPv4, Location: "fsn1", AssigneeType: "server",
		AutoDelete: hcloud.Ptr(false), Labels: labels,
	})
	check(err)
	wait(address.Action)
	done("primary ip")

	server := createServer(sshKey, network, address.PrimaryIP)
	done("server")

	volume, _, err := client.Volume.Create(ctx, hcloud.VolumeCreateOpts{
		Name: "data", Size: 10, Server: server, Format: hcloud.Ptr("ext4"), Labels: labels,
	})
	check(err)
	wait(append(volume.NextActions, volume.Action)...)
	action, _, err := client.Volume.Detach(ctx, volume.Volume)
	check(err)
	wait(action)
	action, _, err = client.Volume.Resize(ctx, volume.Volume, 20)
	check(err)
	wait(action)
	read, _, err := client.Volume.GetByName(ctx, "data")
	check(err)
	expect(read.Size == 20, "the volume has 20 GB")
	done("volume")

	_, err = client.Volume.Delete(ctx, volume.Volume)
	check(err)
	deleted, _, err := client.Server.DeleteWithResult(ctx, server)
	check(err)
	wait(deleted.Action)
	gone, _, err := client.Server.GetByID(ctx, server.ID)
	check(err)
	expect(gone == nil, "the server is gone")
	_, err = client.PrimaryIP.Delete(ctx, address.PrimaryIP)
	check(err)
	removed, _, err := client.Firewall.RemoveResources(ctx, firewall, team())
	check(err)
	wait(removed...)
	_, err = client.Firewall.Delete(ctx, firewall)
	check(err)
	_, err = client.Network.Delete(ctx, network)
	check(err)
	_, err = client.SSHKey.Delete(ctx, sshKey)
	check(err)
	servers, err := client.Server.All(ctx)
	check(err)
	expect(len(servers) == 0, "no server is left")
	done("delete")

	check(json.NewEncoder(os.Stdout).Encode(steps))
}

func createNetwork() *hcloud.Network {
	_, all, err := net.ParseCIDR("10.0.0.0/16")
	check(err)
	_, part, err := net.ParseCIDR("10.0.1.0/24")
	check(err)
	network, _, err := client.Network.Create(ctx, hcloud.NetworkCreateOpts{Name: "private", IPRange: all, Labels: labels})
	check(err)
	action, _, err := client.Network.AddSubnet(ctx, network, hcloud.NetworkAddSubnetOpts{Subnet: hcloud.NetworkSubnet{
		Type: hcloud.NetworkSubnetTypeCloud, NetworkZone: hcloud.NetworkZoneEUCentral, IPRange: part,
	}})
	check(err)
	wait(action)
	return network
}

func team() []hcloud.FirewallResource {
	return []hcloud.FirewallResource{{
		Type:          hcloud.FirewallResourceTypeLabelSelector,
		LabelSelector: &hcloud.FirewallResourceLabelSelector{Selector: "team=a"},
	}}
}

func createFirewall() *hcloud.Firewall {
	_, anyone, err := net.ParseCIDR("0.0.0.0/0")
	check(err)
	created, _, err := client.Firewall.Create(ctx, hcloud.FirewallCreateOpts{
		Name: "web", Labels: labels, ApplyTo: team(),
		Rules: []hcloud.FirewallRule{{
			Direction: hcloud.FirewallRuleDirectionIn, Protocol: hcloud.FirewallRuleProtocolTCP,
			Port: hcloud.Ptr("443"), SourceIPs: []net.IPNet{*anyone},
		}},
	})
	check(err)
	wait(created.Actions...)
	return created.Firewall
}

func createServer(sshKey *hcloud.SSHKey, network *hcloud.Network, address *hcloud.PrimaryIP) *hcloud.Server {
	kind, _, err := client.ServerType.GetByName(ctx, "cx23")
	check(err)
	image, _, err := client.Image.GetByNameAndArchitecture(ctx, "debian-12", hcloud.ArchitectureX86)
	check(err)
	location, _, err := client.Location.GetByName(ctx, "fsn1")
	check(err)
	created, _, err := client.Server.Create(ctx, hcloud.ServerCreateOpts{
		Name: "one", ServerType: kind, Image: image, Location: location, SSHKeys: []*hcloud.SSHKey{sshKey},
		Networks: []*hcloud.Network{network}, UserData: "#cloud-config\n", Labels: labels,
		PublicNet: &hcloud.ServerCreatePublicNet{EnableIPv4: true, EnableIPv6: true, IPv4: address},
	})
	check(err)
	wait(append(created.NextActions, created.Action)...)
	server, _, err := client.Server.GetByName(ctx, "one")
	check(err)
	expect(server.Status == hcloud.ServerStatusRunning, "the server runs, it is %s", server.Status)
	expect(server.PublicNet.IPv4.IP.Equal(address.IP), "the server has the address that was ordered")
	expect(len(server.PrivateNet) == 1, "the server is in the network")
	action, _, err := client.Server.Poweroff(ctx, server)
	check(err)
	wait(action)
	action, _, err = client.Server.Poweron(ctx, server)
	check(err)
	wait(action)
	return server
}

func wait(actions ...*hcloud.Action) {
	running := []*hcloud.Action{}
	for _, action := range actions {
		if action != nil {
			running = append(running, action)
		}
	}
	check(client.Action.WaitFor(ctx, running...))
}

func done(step string) {
	steps = append(steps, step)
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func expect(holds bool, claim string, values ...any) {
	if !holds {
		panic("not true: " + fmt.Sprintf(claim, values...))
	}
}
