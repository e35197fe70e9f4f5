//go:build tools

// Package yamlhost pins the host that runs Pulumi YAML programs, for the tests that bring some up.
package yamlhost

import _ "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml"
