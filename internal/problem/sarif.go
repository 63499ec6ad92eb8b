package problem

import (
	"fmt"
	"io"
	"net/url"
	"strings"
)

// WriteSARIF prints problems as a SARIF 2.1.0 log (OASIS, 2020) with one run; columns count Unicode code points. The
// table of rules becomes the run's rule descriptors, so that an editor can show each rule's own words.
func WriteSARIF(w io.Writer, version string, rules []Rule, ps []Problem, say Say) error {
	descriptors := make([]any, 0, len(rules))
	index := map[string]int{}
	for i, r := range rules {
		index[r.ID] = i
		descriptors = append(descriptors, map[string]any{
			"id":                   r.ID,
			"shortDescription":     map[string]any{"text": say(Text{Key: "rule." + r.ID + ".about"})},
			"defaultConfiguration": map[string]any{"level": level(r.Severity)},
		})
	}
	results := make([]any, 0, len(ps))
	for _, p := range ps {
		result := map[string]any{
			"ruleId":    p.Rule,
			"level":     level(p.Severity),
			"message":   map[string]any{"text": sentence(p, say)},
			"locations": []any{location(p.Place)},
		}
		if i, ok := index[p.Rule]; ok {
			result["ruleIndex"] = i
		}
		results = append(results, result)
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
	physical := map[string]any{"artifactLocation": map[string]any{"uri": (&url.URL{Path: p.File}).EscapedPath()}}
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
