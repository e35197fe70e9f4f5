//go:build tools

// Package compose pins the Docker Compose plugin that Debian 12 does not carry: `go build` of the import below is `docker-compose`.
package compose

import _ "github.com/docker/compose/v2/cmd"
