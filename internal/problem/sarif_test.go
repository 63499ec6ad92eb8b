package problem

import (
	"encoding/json"
	"strings"
	"testing"
)

// A log has all that an editor and a CI ask for: rules with what they rest on, places, mendings, and what was accepted.
func TestWriteSARIF(t *testing.T) {
	say := func(text Text) string {
		if text.Key == "" {
			return ""
		}
		return "<" + text.Key + text.Args["rule"] + ">"
	}
	rules := []Rule{{ID: "a", Severity: Error, Basis: "law"}, {ID: "b", Severity: Warning, Firm: true}}
	mended := rules[1].At(Place{File: "content/甲 1.md", Line: 3, Column: 2, EndLine: 3, EndColumn: 5}, nil)
	mended.Edits = []Edit{{Start: 30, Line: 3, Column: 2, Old: "𠀀,乙", New: "，"}}
	whole := rules[0].At(Place{File: "site.toml"}, nil)
	accepted := []Accepted{{rules[0].At(Place{File: "content/b.md", Line: 1}, nil), "原文如此"}}
	var b strings.Builder
	if err := WriteSARIF(&b, "v1", rules, []Problem{mended, whole}, accepted, say); err != nil {
		t.Fatal(err)
	}
	type text struct{ Text string }
	type region struct{ StartLine, StartColumn, EndLine, EndColumn int }
	type artifact struct{ URI string }
	var log struct {
		Schema  string `json:"$schema"`
		Version string
		Runs    []struct {
			ColumnKind string
			Tool       struct {
				Driver struct {
					Name, Version string
					Rules         []struct {
						ID                     string
						ShortDescription, Help text
						DefaultConfiguration   struct{ Level string }
						Properties             struct{ Basis string }
					}
				}
			}
			Results []struct {
				RuleID       string
				RuleIndex    *int
				Level        string
				Message      text
				Suppressions []struct{ Kind, Status, Justification string }
				Locations    []struct {
					PhysicalLocation struct {
						ArtifactLocation artifact
						Region           *region
					}
				}
				Fixes []struct {
					Description     text
					ArtifactChanges []struct {
						ArtifactLocation artifact
						Replacements     []struct {
							DeletedRegion   region
							InsertedContent text
						}
					}
				}
			}
		}
	}
	if err := json.Unmarshal([]byte(b.String()), &log); err != nil {
		t.Fatal(err)
	}
	run := log.Runs[0]
	if log.Version != "2.1.0" || !strings.Contains(log.Schema, "sarif-2.1.0") || run.ColumnKind != "unicodeCodePoints" {
		t.Error(log.Version, log.Schema, run.ColumnKind)
	}
	lawful, firm := run.Tool.Driver.Rules[0], run.Tool.Driver.Rules[1]
	if lawful.Properties.Basis != "<law>" || !strings.Contains(lawful.Help.Text, "<problem.rule-helpa>") || lawful.DefaultConfiguration.Level != "error" {
		t.Errorf("%+v", lawful)
	}
	if firm.Properties.Basis != "" || firm.Help.Text != "<rule.b.about>\n<problem.rule-firmb>" || firm.ShortDescription.Text != "<rule.b.about>" {
		t.Errorf("%+v", firm)
	}
	first, second, third := run.Results[0], run.Results[1], run.Results[2]
	place := first.Locations[0].PhysicalLocation
	if *first.RuleIndex != 1 || first.Level != "warning" || place.ArtifactLocation.URI != "content/%E7%94%B2%201.md" || *place.Region != (region{3, 2, 3, 5}) {
		t.Errorf("%+v", first)
	}
	change := first.Fixes[0].ArtifactChanges[0]
	if r := change.Replacements[0]; r.DeletedRegion != (region{3, 2, 3, 5}) || r.InsertedContent.Text != "，" || change.ArtifactLocation != place.ArtifactLocation {
		t.Errorf("%+v", change)
	}
	if second.Locations[0].PhysicalLocation.Region != nil || second.Suppressions != nil || second.Fixes != nil {
		t.Errorf("%+v", second)
	}
	if s := third.Suppressions; len(s) != 1 || s[0].Kind != "inSource" || s[0].Status != "accepted" || s[0].Justification != "原文如此" {
		t.Errorf("%+v", third)
	}
}
