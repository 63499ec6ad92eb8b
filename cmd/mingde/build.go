package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"mingde/internal/build"
	"mingde/internal/config"
	"mingde/internal/output"
	"mingde/internal/problem"
	"mingde/internal/source"
)

func (p *program) buildCommand() *cobra.Command {
	opt, asOf, asJSON := p.options(), "", false
	cmd := &cobra.Command{
		Use: "build", Args: p.exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			var err error
			if opt.AsOf, err = day(asOf); err != nil {
				return err
			}
			if opt.BaseURL, err = baseURL(opt.BaseURL); err != nil {
				return err
			}
			opt.Root = p.dir
			if err := errors.Join(checkCache(opt), checkZip(opt)); err != nil {
				return err
			}
			began := time.Now()
			result, err := p.run(cmd.Context(), opt)
			if err != nil {
				return err
			}
			return p.buildReport(opt, result, time.Since(began), asJSON)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&opt.Out, "out", "public", "")
	flags.StringVar(&asOf, "as-of", "", "")
	flags.BoolVar(&opt.Drafts, "drafts", false, "")
	flags.BoolVar(&opt.HoldBack, "hold-back", false, "")
	flags.StringVar(&opt.BaseURL, "base-url", "", "")
	flags.StringVar(&opt.Cache, "cache", "", "")
	flags.BoolVar(&opt.Clean, "clean", false, "")
	flags.StringVar(&opt.Zip, "zip", "", "")
	flags.BoolVar(&asJSON, "json", false, "")
	return cmd
}

// run builds, and shows on a terminal how many pictures are done.
func (p *program) run(ctx context.Context, opt build.Options) (build.Result, error) {
	line := p.status()
	defer line.end()
	opt.Pictures = p.pictures(line)
	return build.Run(ctx, opt)
}

// baseURL refuses what is no absolute address of the web, and gives the form that site.toml would have.
func baseURL(value string) (string, error) {
	if value == "" {
		return "", nil
	}
	normal, ok := config.NormalBaseURL(value)
	if !ok {
		return "", mistake("cmd.base-url", "value", value)
	}
	return normal, nil
}

// checkZip refuses a package among the sources, in the cache or in the output, where it would be packed itself, one with
// drafts, and one that would take the place of something that is no package.
func checkZip(opt build.Options) error {
	if opt.Zip == "" {
		return nil
	}
	if opt.Drafts {
		return mistake("cmd.zip-drafts")
	}
	file := within(opt.Root, opt.Zip)
	if !strings.EqualFold(filepath.Ext(file), ".zip") {
		return mistake("cmd.zip-ending", "file", opt.Zip)
	}
	if !replaceable(file) {
		return mistake("cmd.zip-other", "file", opt.Zip)
	}
	for _, folder := range []string{outFolder(opt), within(opt.Root, cmp.Or(opt.Cache, ".mingde")), within(opt.Root, source.Content), within(opt.Root, source.Layouts), within(opt.Root, source.Static)} {
		if below, err := filepath.Rel(folder, file); err == nil && filepath.IsLocal(below) {
			return mistake("cmd.zip-folder", "file", opt.Zip)
		}
	}
	return nil
}

// replaceable tells whether a package may stand under a name: nothing is there, or an older package.
func replaceable(file string) bool {
	info, err := os.Stat(file)
	if err != nil {
		return true // what is wrong shows when it is written
	}
	if !info.Mode().IsRegular() {
		return false
	}
	f, err := os.Open(file)
	if err != nil {
		return false
	}
	defer f.Close()
	head := make([]byte, 4)
	n, _ := io.ReadFull(f, head)
	return slices.Contains([]string{"PK\x03\x04", "PK\x05\x06"}, string(head[:n])) // APPNOTE 4.3.7 and, empty, 4.3.16
}

// checkCache refuses a cache among the sources, where it would be read as content, or in the output, where it would be published.
func checkCache(opt build.Options) error {
	if opt.Cache == "" {
		return nil
	}
	folder := within(opt.Root, opt.Cache)
	below, err := filepath.Rel(outFolder(opt), folder)
	inOutput := err == nil && filepath.IsLocal(below)
	var refused *output.Refusal
	if inOutput || errors.As(output.CheckFolder(opt.Root, folder), &refused) && filepath.Base(folder) != ".mingde" {
		return mistake("cmd.cache-folder", "folder", opt.Cache)
	}
	return nil
}

// buildReport tells what a build did: problems on standard error, the rest on standard output.
func (p *program) buildReport(opt build.Options, r build.Result, took time.Duration, asJSON bool) error {
	if asJSON {
		if err := p.writeJSON(r, took); err != nil {
			return err
		}
	} else {
		if err := problem.WriteText(p.stderr, r.Problems, p.say.Say); err != nil {
			return err
		}
		p.tell(opt, r, took)
	}
	if r.Failed {
		return exit(failure(r.Problems))
	}
	return nil
}

// failure is the exit code of a build with errors: one in site.toml is a mistake in the settings, all others in the content.
func failure(problems []problem.Problem) int {
	for _, one := range problems {
		if one.Severity == problem.Error && one.File == source.Settings {
			return usage
		}
	}
	return faulty
}

// tell sums up a build in a few lines for people.
func (p *program) tell(opt build.Options, r build.Result, took time.Duration) {
	wrong, warnings := problem.Count(r.Problems)
	if r.Failed {
		fmt.Fprintln(p.stderr, p.say.Words("cmd.build-failed", problem.Args{"errors": strconv.Itoa(wrong), "warnings": strconv.Itoa(warnings)}))
		return
	}
	p.leftOut(r)
	p.line("cmd.built", problem.Args{
		"entries": strconv.Itoa(r.Entries), "pages": strconv.Itoa(r.Pages), "date": r.AsOf.String(), "seconds": seconds(took),
	})
	if r.Drafts > 0 {
		p.line("cmd.drafts", count("drafts", r.Drafts))
	}
	p.line("cmd.written", problem.Args{"written": strconv.Itoa(written(r)), "deleted": strconv.Itoa(r.Deleted)})
	if r.Reused > 0 && r.Rendered > 0 {
		p.line("cmd.reasons", problem.Args{"reasons": p.reasons(r)})
	}
	if warnings > 0 {
		p.line("cmd.warnings", count("warnings", warnings))
	}
	if r.NextChange.IsZero() {
		p.line("cmd.no-next-change", nil)
	} else {
		p.line("cmd.next-change", problem.Args{"date": r.NextChange.String()})
	}
	p.line("cmd.open", problem.Args{"file": filepath.Join(outFolder(opt), "index.html")})
}

// reasons says for what reasons pages were made anew, with the number of pages for each.
func (p *program) reasons(r build.Result) string {
	var all []string
	for _, why := range build.Reasons {
		if n := r.Reasons[why]; n > 0 && why != build.Reused {
			all = append(all, p.say.Words("cmd.reason."+string(why), count("pages", n)))
		}
	}
	return strings.Join(all, p.say.Words("cmd.reason-separator", nil))
}

// leftOut names what is not as one might think: entries that were held back, files of somebody else.
func (p *program) leftOut(r build.Result) {
	for _, file := range r.HeldBack {
		fmt.Fprintln(p.stderr, p.say.Words("cmd.held-back", problem.Args{"file": file}))
	}
	for _, note := range r.Notes {
		fmt.Fprintln(p.stderr, p.say.Say(note))
	}
}

// line prints a sentence on standard output.
func (p *program) line(key string, args problem.Args) { fmt.Fprintln(p.stdout, p.say.Words(key, args)) }

func count(name string, n int) problem.Args { return problem.Args{name: strconv.Itoa(n)} }

func written(r build.Result) int {
	total := 0
	for _, n := range r.Written {
		total += n
	}
	return total
}

func outFolder(opt build.Options) string { return within(opt.Root, opt.Out) }

// within places a folder: relative ones stand in the site's.
func within(root, folder string) string {
	if filepath.IsAbs(folder) {
		return folder
	}
	return filepath.Join(root, folder)
}

func seconds(d time.Duration) string { return strconv.FormatFloat(d.Seconds(), 'f', 2, 64) }

// buildReportJSON is the object of `build --json` (frozen; reasons came later: pages by why they were rendered, or reused).
type buildReportJSON struct {
	Entries    int             `json:"entries"`
	Pages      int             `json:"pages"`
	Rendered   int             `json:"rendered"`
	Reused     int             `json:"reused"`
	Reasons    map[string]int  `json:"reasons"`
	Written    int             `json:"written"`
	WrittenBy  map[string]int  `json:"written_by"`
	Deleted    int             `json:"deleted"`
	Bytes      int64           `json:"bytes"`
	Seconds    float64         `json:"seconds"`
	NextChange *string         `json:"next_change"`
	Problems   json.RawMessage `json:"problems"`
}

// writeJSON prints a build's report.
func (p *program) writeJSON(r build.Result, took time.Duration) error {
	by := map[string]int{}
	for _, c := range output.Classes {
		by[c.String()] = r.Written[c]
	}
	reasons := map[string]int{}
	for _, why := range build.Reasons {
		reasons[string(why)] = r.Reasons[why]
	}
	report := buildReportJSON{
		Entries: r.Entries, Pages: r.Pages, Rendered: r.Rendered, Reused: r.Reused, Reasons: reasons, Written: written(r), WrittenBy: by,
		Deleted: r.Deleted, Bytes: r.Bytes, Seconds: math.Round(took.Seconds()*1000) / 1000,
		Problems: problem.JSON(r.Problems, p.say.Say),
	}
	if next := r.NextChange.String(); next != "" {
		report.NextChange = &next
	}
	return p.printJSON(report)
}

// printJSON prints a report. Like all such reports it leaves <, > and & as they are.
func (p *program) printJSON(report any) error {
	e := json.NewEncoder(p.stdout)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(report)
}
