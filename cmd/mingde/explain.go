package main

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"mingde/internal/build"
	"mingde/internal/entry"
	"mingde/internal/problem"
)

func (p *program) explainCommand() *cobra.Command {
	out := ""
	cmd := &cobra.Command{
		Use: "explain ADDRESS", Args: p.exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			opt := p.options()
			opt.Out = out
			page, result, err := build.Explain(cmd.Context(), opt, address(args[0]))
			if err != nil {
				return err
			}
			if !page.Found {
				return p.notFound(page, result)
			}
			p.explain(page)
			if errors, _ := problem.Count(result.Problems); result.Failed {
				fmt.Fprintln(p.stderr, p.say.Words("cmd.explain-failed", count("errors", errors)))
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&out, "out", "public", "")
	return cmd
}

// address accepts what people have at hand: the file of an entry, a path with the slashes of Windows, one with "/" or "./"
// before it.
func address(given string) string {
	given = strings.TrimPrefix(filepath.ToSlash(given), "./")
	given = strings.TrimPrefix(given, "/")
	if id, ok := strings.CutPrefix(given, entry.Root); ok && strings.HasSuffix(id, entry.Extension) {
		return strings.TrimSuffix(id, entry.Extension) + ".html"
	}
	return given
}

// notFound tells why there is no page: because of the settings, or because there is none.
func (p *program) notFound(page build.Explanation, r build.Result) error {
	if page.Address == "" {
		if err := problem.WriteText(p.stderr, r.Problems, p.say.Say); err != nil {
			return err
		}
		return exit(failure(r.Problems))
	}
	if page.Nearest != "" {
		return mistake("cmd.unknown-address-near", "address", page.Address, "near", page.Nearest)
	}
	return mistake("cmd.unknown-address", "address", page.Address)
}

// explain prints an explanation in sections.
func (p *program) explain(e build.Explanation) {
	fmt.Fprintln(p.stdout, p.say.Words("cmd.explain-page", problem.Args{"address": e.Address, "type": e.Type.String()}))
	fmt.Fprintln(p.stdout, p.say.Words("cmd.explain-reason."+string(e.Reason), nil))
	p.section("entries", strings.Join(e.Entries, "\n"))
	p.section("layouts", strings.Join(e.Layouts, "\n"))
	var values []string
	for _, v := range e.Values {
		values = append(values, v.Path+" = "+v.Value)
	}
	p.section("values", strings.Join(values, "\n"))
}
