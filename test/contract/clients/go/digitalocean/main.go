// Drives a DigitalOcean endpoint with the vendor's own Go client, which the official provider is made of, unpatched.
// Usage: digitalocean ENDPOINT TOKEN
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/digitalocean/godo"
)

const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBrmIpfhXGqS0SV6LPd1U3ixFPCtvxHkjoJT7EaNlEZ2 me"

var (
	ctx    = context.Background()
	client *godo.Client
	steps  []string
)

func main() {
	client = godo.NewFromToken(os.Args[2])
	check(godo.SetBaseURL(strings.TrimSuffix(os.Args[1], "/v2"))(client))

	sshKey, _, err := client.Keys.Create(ctx, &godo.KeyCreateRequest{Name: "me", PublicKey: key})
	check(err)
	read, _, err := client.Keys.GetByFingerprint(ctx, sshKey.Fingerprint)
	check(err)
	expect(read.ID == sshKey.ID, "the key is found by its fingerprint")
	done("ssh key")

	vpc, _, err := client.VPCs.Create(ctx, &godo.VPCCreateRequest{Name: "inside", RegionSlug: "fra1", IPRange: "10.10.0.0/20"})
	check(err)
	done("vpc")

	_, _, err = client.Tags.Create(ctx, &godo.TagCreateRequest{Name: "team:a"})
	check(err)
	everyone := []string{"0.0.0.0/0", "::/0"}
	firewall, _, err := client.Firewalls.Create(ctx, &godo.FirewallRequest{
		Name: "web", Tags: []string{"team:a"},
		InboundRules:  []godo.InboundRule{{Protocol: "tcp", PortRange: "443", Sources: &godo.Sources{Addresses: everyone}}},
		OutboundRules: []godo.OutboundRule{{Protocol: "tcp", PortRange: "all", Destinations: &godo.Destinations{Addresses: everyone}}},
	})
	check(err)
	done("firewall")

	droplet := createDroplet(sshKey, vpc)
	done("droplet")

	volume, _, err := client.Storage.CreateVolume(ctx, &godo.VolumeCreateRequest{
		Name: "data", Region: "fra1", SizeGigaBytes: 10, FilesystemType: "ext4", Tags: []string{"team:a"},
	})
	check(err)
	action, _, err := client.StorageActions.Attach(ctx, volume.ID, droplet.ID)
	check(err)
	wait(action)
	action, _, err = client.StorageActions.DetachByDropletID(ctx, volume.ID, droplet.ID)
	check(err)
	wait(action)
	action, _, err = client.StorageActions.Resize(ctx, volume.ID, 20, "fra1")
	check(err)
	wait(action)
	volume, _, err = client.Storage.GetVolume(ctx, volume.ID)
	check(err)
	expect(volume.SizeGigaBytes == 20, "the volume has 20 GB")
	done("volume")

	address, _, err := client.ReservedIPs.Create(ctx, &godo.ReservedIPCreateRequest{Region: "fra1"})
	check(err)
	action, _, err = client.ReservedIPActions.Assign(ctx, address.IP, droplet.ID)
	check(err)
	wait(action)
	action, _, err = client.ReservedIPActions.Unassign(ctx, address.IP)
	check(err)
	wait(action)
	done("reserved ip")

	_, err = client.ReservedIPs.Delete(ctx, address.IP)
	check(err)
	_, err = client.Storage.DeleteVolume(ctx, volume.ID)
	check(err)
	_, err = client.Droplets.Delete(ctx, droplet.ID)
	check(err)
	waitUntilGone(droplet.ID)
	_, err = client.Firewalls.Delete(ctx, firewall.ID)
	check(err)
	_, err = client.VPCs.Delete(ctx, vpc.ID)
	check(err)
	_, err = client.Keys.DeleteByID(ctx, sshKey.ID)
	check(err)
	_, err = client.Tags.Delete(ctx, "team:a")
	check(err)
	done("delete")

	check(json.NewEncoder(os.Stdout).Encode(steps))
}

func createDroplet(sshKey *godo.Key, vpc *godo.VPC) *godo.Droplet {
	made, answer, err := client.Droplets.Create(ctx, &godo.DropletCreateRequest{
		Name: "one", Region: "fra1", Size: "s-2vcpu-4gb", Image: godo.DropletCreateImage{Slug: "debian-13-x64"},
		SSHKeys: []godo.DropletCreateSSHKey{{ID: sshKey.ID}}, IPv6: true, VPCUUID: vpc.ID,
		Tags: []string{"team:a"}, UserData: "#cloud-config\n",
	})
	check(err)
	for _, link := range answer.Links.Actions {
		action, _, err := client.Actions.Get(ctx, link.ID)
		check(err)
		wait(action)
	}
	droplet, _, err := client.Droplets.Get(ctx, made.ID)
	check(err)
	address, err := droplet.PublicIPv4()
	check(err)
	expect(droplet.Status == "active" && address != "", "the droplet is active and has an address")
	listed, _, err := client.Droplets.ListByTag(ctx, "team:a", &godo.ListOptions{PerPage: 200})
	check(err)
	expect(len(listed) == 1 && listed[0].ID == made.ID, "the droplet is listed by its tag")
	action, _, err := client.DropletActions.PowerOff(ctx, made.ID)
	check(err)
	wait(action)
	action, _, err = client.DropletActions.PowerOn(ctx, made.ID)
	check(err)
	wait(action)
	return droplet
}

func waitUntilGone(id int) {
	for {
		_, answer, err := client.Droplets.Get(ctx, id)
		if answer != nil && answer.StatusCode == http.StatusNotFound {
			return
		}
		check(err)
		time.Sleep(10 * time.Millisecond)
	}
}

func wait(action *godo.Action) {
	for action.Status == godo.ActionInProgress {
		time.Sleep(10 * time.Millisecond)
		next, _, err := client.Actions.Get(ctx, action.ID)
		check(err)
		action = next
	}
	expect(action.Status == godo.ActionCompleted, "%s ended as %s", action.Type, action.Status)
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
