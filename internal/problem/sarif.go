package problem

import (
	"fmt"
	"io"
	"net/url"
	"strings"
	"unicode/utf8"
)

// WriteSARIF prints problems as a SARIF 2.1.0 log (OASIS, 2020) with one run; columns count Unicode code points. The
// table of rules becomes the run's rule descriptors, so that an editor can show each rule's own words and what it rests on. What was
// accepted is there as well, suppressed.
func WriteSARIF(w io.Writer, version string, rules []Rule, ps []Problem, accepted []Accepted, say Say) error {
	descriptors := make([]any, 0, len(rules))
	index := map[string]int{}
	for i, r := range rules {
		index[r.ID] = i
		descriptors = append(descriptors, descriptor(r, say))
	}
	results := make([]any, 0, len(ps)+len(accepted))
	for _, p := range ps {
		results = append(results, result(p, index, say))
	}
	for _, a := range accepted {
		r := result(a.Problem, index, say)
		r["suppressions"] = []any{map[string]any{"kind": "inSource", "status": "accepted", "justification": a.Reason}}
		results = append(results, r)
	}
	log := map[string]any{
		"$schema": "https://json.schemastore.org/sarif-2.1.0.json",
		"version": "2.1.0",
		"runs": []any{map[string]any{
			"tool":       map[string]any{"driver": map[string]any{"name": "mingde", "version": version, "rules": descriptors}},
			"columnKind": "unicodeCodePoints",
			"results":    results,
		}},
	}
	_, err := fmt.Fprintf(w, "%s\n", encode(log))
	return err
}

// descriptor tells what a rule looks for, what it rests on, and what can be done about it besides mending.
func descriptor(r Rule, say Say) map[string]any {
	about := say(Text{Key: "rule." + r.ID + ".about"})
	help := []string{about}
	d := map[string]any{
		"id":                   r.ID,
		"shortDescription":     map[string]any{"text": about},
		"defaultConfiguration": map[string]any{"level": level(r.Severity)},
	}
	if law := basis(Problem{Basis: r.Basis}, say); law != "" {
		help = append(help, law)
		d["properties"] = map[string]any{"basis": say(Text{Key: r.Basis})}
	}
	key := "problem.rule-help"
	if r.Firm {
		key = "problem.rule-firm"
	}
	d["help"] = map[string]any{"text": strings.Join(append(help, say(Text{Key: key, Args: Args{"rule": r.ID}})), "\n")}
	return d
}

func result(p Problem, index map[string]int, say Say) map[string]any {
	r := map[string]any{
		"ruleId":    p.Rule,
		"level":     level(p.Severity),
		"message":   map[string]any{"text": sentence(p, say)},
		"locations": []any{location(p.Place)},
	}
	if i, ok := index[p.Rule]; ok {
		r["ruleIndex"] = i
	}
	if len(p.Edits) > 0 {
		r["fixes"] = []any{fix(p, say)}
	}
	return r
}

// fix tells an editor how to mend a problem.
func fix(p Problem, say Say) map[string]any {
	replacements := make([]any, len(p.Edits))
	for i, e := range p.Edits {
		region := map[string]any{
			"startLine": e.Line, "startColumn": e.Column, "endLine": e.Line, "endColumn": e.Column + utf8.RuneCountInString(e.Old),
		}
		replacements[i] = map[string]any{"deletedRegion": region, "insertedContent": map[string]any{"text": e.New}}
	}
	change := map[string]any{"artifactLocation": artifact(p.File), "replacements": replacements}
	return map[string]any{"description": map[string]any{"text": say(p.Hint)}, "artifactChanges": []any{change}}
}

func level(s Severity) string {
	if s == Off {
		return "none"
	}
	return s.String()
}

// sentence joins message, hint and basis: a SARIF viewer shows one text.
func sentence(p Problem, say Say) string {
	parts := []string{say(p.Message)}
	for _, more := range []string{say(p.Hint), basis(p, say)} {
		if more != "" {
			parts = append(parts, more)
		}
	}
	return strings.Join(parts, "\n")
}

func location(p Place) any {
	physical := map[string]any{"artifactLocation": artifact(p.File)}
	if p.Line > 0 {
		region := map[string]any{"startLine": p.Line, "startColumn": max(p.Column, 1)}
		if p.EndLine > 0 {
			region["endLine"] = p.EndLine
			region["endColumn"] = max(p.EndColumn, 1)
		}
		physical["region"] = region
	}
	return map[string]any{"physicalLocation": physical}
}

func artifact(file string) map[string]any {
	return map[string]any{"uri": (&url.URL{Path: file}).EscapedPath()}
}
