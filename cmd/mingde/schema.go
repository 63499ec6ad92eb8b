package main

import (
	"strings"

	"github.com/spf13/cobra"

	"mingde/internal/decode"
	"mingde/internal/schema"
)

func (p *program) schemaCommand() *cobra.Command {
	return &cobra.Command{
		Use: "schema [KIND]", ValidArgs: schema.Names(),
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return misuse(cmd, "cmd.arguments", "use", p.useLine(cmd))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			text := schema.All(p.words)
			if len(args) == 1 {
				var ok bool
				if text, ok = schema.Of(args[0], p.words); !ok {
					return p.unknownKind(cmd, args[0])
				}
			}
			_, err := p.stdout.Write(text)
			return err
		},
	}
}

// words is the catalogue as package schema asks it.
func (p *program) words(key string) string {
	if !p.say.Has(key) {
		return ""
	}
	return p.say.Words(key, nil)
}

func (p *program) unknownKind(cmd *cobra.Command, name string) error {
	if near := decode.Nearest(name, schema.Names()); near != "" {
		return misuse(cmd, "cmd.unknown-kind-near", "kind", name, "near", near)
	}
	return misuse(cmd, "cmd.unknown-kind", "kind", name, "known", strings.Join(schema.Names(), " "))
}
