//go:build tools

// Package engine pins the Pulumi engine: `go build` of the import below is the `pulumi` command.
package engine

import _ "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
