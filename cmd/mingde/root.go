package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"

	"mingde/internal/build"
	"mingde/internal/calendar"
	"mingde/internal/message"
	"mingde/internal/output"
	"mingde/internal/problem"
	"mingde/layouts"
	"mingde/static"
)

// The exit codes (frozen).
const (
	done         = 0
	faulty       = 1  // errors in the content, nothing written
	usage        = 2  // usage, settings, unknown address
	machine      = 3  // the machine or the network
	guarded      = 4  // a guard of publish refused
	incompletely = 5  // published, but a delete or the verification failed
	busy         = 75 // somebody else is building
	interrupted  = 130
)

// exit carries an exit code out of a command that has said all there is to say.
type exit int

func (e exit) Error() string { return fmt.Sprintf("exit %d", int(e)) }

// program is one run of mingde.
type program struct {
	environment
	dir  string
	lang string
	say  *message.Catalogue

	finished bool                     // a publish: an interruption came too late
	shown    atomic.Pointer[progress] // the progress that is shown; nil before there is any
}

// run parses the command line, runs the command, and gives the exit code. A command that was interrupted has not done what it was for, even
// where it ended well; but what is published is published.
func run(ctx context.Context, args []string, env environment) int {
	out := &sink{to: env.stdout}
	env.stdout = out
	p := &program{environment: env, say: message.For(message.Detect(env.getenv))}
	if lang, ok := message.Parse(wantedLanguage(args)); ok {
		p.say = message.For(lang)
	}
	root := p.root()
	if len(args) > 0 && strings.HasPrefix(args[0], cobra.ShellCompRequestCmd) { // and …NoDesc: a shell asks
		p.translate(root)
	}
	root.SetArgs(args)
	root.SetOut(env.stdout)
	root.SetErr(env.stderr)
	err := root.ExecuteContext(ctx)
	if err == nil {
		err = out.err
	}
	code := p.report(err)
	if ctx.Err() != nil && !p.finished {
		return interrupted
	}
	return code
}

// sink remembers that what was written did not arrive: a report that is cut short is no success.
type sink struct {
	to  io.Writer
	err error
}

func (s *sink) Write(data []byte) (int, error) {
	n, err := s.to.Write(data)
	s.err = errors.Join(s.err, err)
	return n, err
}

// report says what went wrong and decides the exit code: the only place that does.
func (p *program) report(err error) int {
	var code exit
	var wrong usageError
	var refused *output.Refusal
	var options *build.UsageError
	var address *build.PageError
	var settings *build.SettingsError
	switch {
	case err == nil:
		return done
	case errors.As(err, &code):
		return int(code)
	case errors.Is(err, context.Canceled):
		p.complain(p.say.Words("cmd.interrupted", nil))
		return interrupted
	case errors.As(err, &wrong):
		p.complain(p.say.Say(wrong.Text))
		if wrong.command != "" {
			fmt.Fprintln(p.stderr, p.say.Words("cmd.see-help", problem.Args{"command": wrong.command}))
		}
		return usage
	case errors.As(err, &settings):
		if err := problem.WriteText(p.stderr, settings.Problems, p.say.Say); err != nil {
			return machine
		}
		return usage
	case errors.Is(err, output.ErrBusy):
		p.complain(p.say.Words("output.busy", nil))
		return busy
	}
	words := err.Error()
	if errors.As(err, &refused) {
		words = p.say.Say(refused.Text)
	} else if text, ok := ofMachine(err); ok {
		words = p.say.Say(text)
	}
	p.complain(words)
	if errors.As(err, &address) {
		fmt.Fprintln(p.stderr, p.say.Say(whose(address)))
		if refused != nil && !strings.HasPrefix(refused.Text.Key, "output.foreign-") {
			return faulty // the content asks for it; what is foreign stands on the disk
		}
	}
	if errors.As(err, &options) {
		return usage
	}
	return machine
}

func (p *program) complain(words string) {
	fmt.Fprintf(p.stderr, "%s%s\n", p.say.Words("cmd.error", nil), words)
}

func (p *program) root() *cobra.Command {
	root := &cobra.Command{
		Use: "mingde", SilenceUsage: true, SilenceErrors: true,
		Args: p.unknownCommand,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	flags := root.PersistentFlags()
	flags.StringVarP(&p.dir, "directory", "C", ".", "")
	flags.StringVar(&p.lang, "lang", "", "")
	root.PersistentPreRunE = func(cmd *cobra.Command, _ []string) error { return p.place(cmd) }
	root.AddCommand(p.buildCommand(), p.checkCommand(), p.watchCommand(), p.publishCommand(), p.newCommand(), p.explainCommand(), p.schemaCommand(),
		p.completionCommand(), p.versionCommand())
	root.SetHelpCommand(p.helpCommand())
	root.InitDefaultHelpCmd()
	root.SetHelpFunc(p.help)
	root.SetFlagErrorFunc(flagMistake)
	root.CompletionOptions.DisableDefaultCmd = true
	root.CompletionOptions.SetDefaultShellCompDirective(cobra.ShellCompDirectiveNoFileComp)
	return root
}

// place checks what every command takes: -C and --lang.
func (p *program) place(cmd *cobra.Command) error {
	if _, ok := message.Parse(p.lang); cmd.Flags().Changed("lang") && !ok {
		return misuse(cmd, "cmd.lang", "value", p.lang)
	}
	info, err := os.Stat(p.dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return mistake("cmd.no-folder", "folder", p.dir)
	case err == nil && !info.IsDir():
		return mistake("cmd.not-a-folder", "folder", p.dir)
	}
	return err
}

// options are those of every build: the site, the program's own layouts, and today.
func (p *program) options() build.Options {
	return build.Options{
		Root: p.dir, Now: p.now, Layouts: fs.FS(layouts.FS), Static: fs.FS(static.FS), Version: version(),
	}
}

// day parses --as-of.
func day(value string) (calendar.Day, error) {
	if value == "" {
		return 0, nil
	}
	d, ok := calendar.ParseDay(value)
	if _, err := time.Parse(time.DateOnly, value); !ok && err == nil {
		return 0, mistake("cmd.as-of-range", "value", value, "first", strconv.Itoa(calendar.FirstYear), "last", strconv.Itoa(calendar.LastYear))
	}
	if !ok {
		return 0, mistake("cmd.as-of", "value", value)
	}
	return d, nil
}
