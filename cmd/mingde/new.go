package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"mingde/internal/calendar"
	"mingde/internal/config"
	"mingde/internal/entry"
	"mingde/internal/problem"
	"mingde/internal/scaffold"
	"mingde/internal/source"
)

func (p *program) newCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "new", Args: p.unknownCommand, RunE: func(cmd *cobra.Command, _ []string) error {
		return misuse(cmd, "cmd.new-what")
	}}
	cmd.AddCommand(p.newSiteCommand())
	for _, kind := range entry.Kinds() {
		cmd.AddCommand(p.newEntryCommand(kind))
	}
	return cmd
}

func (p *program) newEntryCommand(kind entry.Kind) *cobra.Command {
	w := scaffold.Wish{Kind: kind}
	cmd := &cobra.Command{
		Use: kind.String() + " TITLE", Args: p.exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if w.Title = strings.TrimSpace(args[0]); w.Title == "" {
				return misuse(cmd, "cmd.new-title")
			}
			if w.Type != "" && !slices.Contains(scaffold.VolunteerTypes, w.Type) {
				return misuse(cmd, "cmd.volunteer-type", "value", w.Type, "known", strings.Join(scaffold.VolunteerTypes, " "))
			}
			return p.newEntry(cmd.Context(), w)
		},
	}
	if kind == entry.Volunteer {
		cmd.Flags().StringVar(&w.Type, "type", scaffold.VolunteerTypes[0], "")
	}
	return cmd
}

// newEntry writes a new entry into the site and prints its path.
func (p *program) newEntry(ctx context.Context, w scaffold.Wish) error {
	tree, _, err := source.Sweep(ctx, source.Options{Root: p.dir})
	if err != nil {
		return err
	}
	defer tree.Close()
	text, _, err := tree.Read(source.Settings)
	if errors.Is(err, fs.ErrNotExist) {
		return mistake("cmd.no-site", "folder", p.dir)
	}
	if err != nil {
		return err
	}
	settings, _ := config.Load(text, source.Settings)
	facts := scaffold.Look(tree, settings, w)
	name, content := scaffold.New(w, calendar.DayOf(p.now.In(settings.Location)), facts)
	if other := facts.Taken(name); other != "" {
		return mistake("cmd.new-taken", "file", other)
	}
	return p.create(p.dir, []scaffold.File{{Path: name, Text: content}})
}

func (p *program) newSiteCommand() *cobra.Command {
	return &cobra.Command{
		Use: "site DIR", Args: p.exactly(1),
		RunE: func(_ *cobra.Command, args []string) error {
			dir := args[0]
			if !filepath.IsAbs(dir) {
				dir = filepath.Join(p.dir, dir)
			}
			if err := empty(dir); err != nil {
				return err
			}
			today := calendar.DayOf(p.now.In(config.Default().Location))
			if err := p.create(dir, scaffold.Site(today)); err != nil {
				return err
			}
			fmt.Fprintln(p.stderr, p.say.Words("cmd.new-site-done", problem.Args{"folder": dir}))
			return nil
		},
	}
}

// empty refuses a folder in which something stands. What systems and git keep behind a dot does not count.
func empty(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if info, e := os.Stat(dir); e == nil && !info.IsDir() {
		return mistake("cmd.not-a-folder", "folder", dir)
	}
	if err != nil {
		return err
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".") {
			return mistake("cmd.not-empty", "folder", dir, "file", e.Name())
		}
	}
	return nil
}

// create writes new files below a folder, which is made where it is missing, and prints their paths. Nothing is ever
// overwritten, and nothing written outside of the folder, whatever links there are.
func (p *program) create(dir string, files []scaffold.File) error {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	for _, f := range files {
		switch err := writeNew(root, f); {
		case errors.Is(err, fs.ErrExist):
			return mistake("cmd.new-taken", "file", f.Path)
		case err != nil:
			return err
		}
		fmt.Fprintln(p.stdout, filepath.Join(dir, filepath.FromSlash(f.Path)))
	}
	return nil
}

// writeNew writes a file that must not be there yet: under another name first, so that nobody sees half of it. The link is
// refused when the name is taken; where the disk knows no links, the name is looked up instead.
func writeNew(root *os.Root, f scaffold.File) error {
	folder := path.Dir(f.Path)
	if err := root.MkdirAll(folder, 0o777); err != nil {
		return err
	}
	temporary := path.Join(folder, ".new-"+path.Base(f.Path))
	if err := root.WriteFile(temporary, f.Text, 0o666); err != nil {
		root.Remove(temporary)
		return err
	}
	err := root.Link(temporary, f.Path)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return errors.Join(err, root.Remove(temporary))
	}
	if _, err := root.Lstat(f.Path); err == nil {
		return errors.Join(fs.ErrExist, root.Remove(temporary))
	}
	return root.Rename(temporary, f.Path)
}
