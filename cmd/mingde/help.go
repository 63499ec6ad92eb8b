package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"mingde/internal/decode"
	"mingde/internal/problem"
)

// translate gives a command and all below it their words: cmd.<command>.short, .long and .example, and cmd.flag.<flag>. It
// is asked when somebody reads them: the catalogue takes longer to open than a small site to sweep.
func (p *program) translate(cmd *cobra.Command) {
	key := wordsOf(cmd)
	cmd.Short = p.say.Words(key+".short", nil)
	cmd.Long = p.say.Words(key+".long", nil)
	cmd.Example = p.say.Words(key+".example", nil)
	cmd.InitDefaultHelpFlag()
	for _, set := range []*pflag.FlagSet{cmd.LocalFlags(), cmd.PersistentFlags()} {
		set.VisitAll(func(f *pflag.Flag) { f.Usage = p.say.Words("cmd.flag."+f.Name, nil) })
	}
	for _, below := range cmd.Commands() {
		p.translate(below)
	}
}

// wordsOf is the key of a command's words: "cmd.new.event", of the root cmd.mingde.
func wordsOf(cmd *cobra.Command) string {
	name := cmd.Name()
	for up := cmd.Parent(); up != nil && up.HasParent(); up = up.Parent() {
		name = up.Name() + "." + name
	}
	return "cmd." + name
}

// useLine says how a command is called, in the user's language: "mingde explain 地址 [选项]".
func (p *program) useLine(cmd *cobra.Command) string {
	cmd.DisableFlagsInUseLine = true
	words := strings.Fields(cmd.UseLine())
	for i, w := range words {
		if w == strings.ToUpper(w) {
			words[i] = p.say.Words("cmd.argument."+w, nil)
		}
	}
	if cmd.HasAvailableSubCommands() {
		word := p.say.Words("cmd.argument.COMMAND", nil)
		if cmd.HasParent() && cmd.Runnable() { // it does something by itself; the program alone only prints its help
			word = "[" + word + "]"
		}
		words = append(words, word)
	}
	if cmd.HasAvailableLocalFlags() {
		words = append(words, p.say.Words("cmd.argument.OPTIONS", nil))
	}
	return strings.Join(words, " ")
}

// help prints what a command is for, how it is called, an example, what is below it and its options.
func (p *program) help(cmd *cobra.Command, _ []string) {
	p.translate(cmd.Root())
	fmt.Fprintf(p.stdout, "%s\n", cmd.Long)
	p.section("use", p.useLine(cmd))
	p.section("example", cmd.Example)
	p.section("commands", columns(p.commands(cmd)))
	p.section("options", columns(options(cmd.LocalNonPersistentFlags())))
	global := pflag.NewFlagSet("", pflag.ContinueOnError)
	global.AddFlagSet(cmd.InheritedFlags())
	global.AddFlagSet(cmd.PersistentFlags())
	p.section("everywhere", columns(options(global)))
	if below := p.commands(cmd); len(below) > 0 {
		example := problem.Args{"command": cmd.CommandPath() + " " + below[0].name}
		fmt.Fprintf(p.stdout, "\n%s\n", p.say.Words("cmd.help-more", example))
	}
}

// section prints a heading and its lines, indented; without lines nothing.
func (p *program) section(name, lines string) {
	if lines = strings.TrimRight(lines, "\n"); lines != "" {
		fmt.Fprintf(p.stdout, "\n%s\n  %s\n", p.say.Words("cmd.section."+name, nil), strings.ReplaceAll(lines, "\n", "\n  "))
	}
}

// pair is a name and what it means, one line of a table.
type pair struct{ name, words string }

func (p *program) commands(cmd *cobra.Command) []pair {
	var all []pair
	for _, below := range cmd.Commands() {
		if below.IsAvailableCommand() {
			all = append(all, pair{below.Name(), below.Short})
		}
	}
	return all
}

// options lists flags. A word between backquotes in a flag's words names its value.
func options(set *pflag.FlagSet) []pair {
	var all []pair
	set.VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		name := "    --" + f.Name
		if f.Shorthand != "" {
			name = "-" + f.Shorthand + ", --" + f.Name
		}
		value, words := pflag.UnquoteUsage(f)
		if f.Value.Type() != "bool" {
			name += " " + value
		}
		all = append(all, pair{name, words})
	})
	return all
}

// columns writes a table of two columns. A Han character is two columns wide on a terminal.
func columns(rows []pair) string {
	widest := 0
	for _, r := range rows {
		widest = max(widest, wide(r.name))
	}
	var b strings.Builder
	for _, r := range rows {
		fmt.Fprintf(&b, "%s%s  %s\n", r.name, strings.Repeat(" ", widest-wide(r.name)), r.words)
	}
	return b.String()
}

func wide(text string) int {
	n := 0
	for _, r := range text {
		if n++; r >= 0x1100 {
			n++
		}
	}
	return n
}

// helpCommand is `mingde help build`, another way of saying `mingde build --help`.
func (p *program) helpCommand() *cobra.Command {
	return &cobra.Command{
		Use: "help",
		RunE: func(cmd *cobra.Command, args []string) error {
			about := cmd.Root()
			for _, name := range args {
				i := slices.IndexFunc(about.Commands(), func(c *cobra.Command) bool { return c.Name() == name })
				if i < 0 {
					return p.unknownCommand(about, []string{name})
				}
				about = about.Commands()[i]
			}
			p.help(about, nil)
			return nil
		},
	}
}

// unknownCommand refuses a word that is no command, with the nearest one.
func (p *program) unknownCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var names []string
	for _, c := range p.commands(cmd) {
		names = append(names, c.name)
	}
	if !cmd.HasAvailableSubCommands() {
		return misuse(cmd, "cmd.arguments", "use", p.useLine(cmd))
	}
	if near := decode.Nearest(args[0], names); near != "" {
		return misuse(cmd, "cmd.unknown-command-near", "command", args[0], "near", near)
	}
	return misuse(cmd, "cmd.unknown-command", "command", args[0], "known", strings.Join(names, " "))
}

// atMost refuses more arguments than n.
func (p *program) atMost(n int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) > n {
			return misuse(cmd, "cmd.arguments", "use", p.useLine(cmd))
		}
		return nil
	}
}

// exactly refuses any number of arguments but n.
func (p *program) exactly(n int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) != n {
			return misuse(cmd, "cmd.arguments", "use", p.useLine(cmd))
		}
		return nil
	}
}
