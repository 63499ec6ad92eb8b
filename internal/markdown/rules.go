package markdown

import "mingde/internal/problem"

// The rules of this package.
var (
	// RuleRawHTML: HTML tags and comments have no place in a body.
	RuleRawHTML = problem.Rule{ID: "raw-html", Severity: problem.Error}
	// RuleYearList: a line that begins with a number and a dot became a numbered list.
	RuleYearList = problem.Rule{ID: "year-list", Severity: problem.Warning}
	// RuleMissingAlt: a picture has no description.
	RuleMissingAlt = problem.Rule{ID: "missing-alt", Severity: problem.Error}
	// RuleEmptyLink: a link or a picture has no address, or a link no words.
	RuleEmptyLink = problem.Rule{ID: "empty-link", Severity: problem.Error}
	// RuleFootnote: a footnote without a mark in the text, or a mark without its footnote.
	RuleFootnote = problem.Rule{ID: "footnote", Severity: problem.Warning}
	// RuleTooDeep: lists, quotations or emphasis are nested deeper than anybody can read.
	RuleTooDeep = problem.Rule{ID: "body-too-deep", Severity: problem.Error}
	// RuleBlankLink: the address of a link or a picture has a blank in it and is not wrapped in <…>.
	RuleBlankLink = problem.Rule{ID: "link-with-blank", Severity: problem.Error}
	// RuleTooComplex: a paragraph or a table would take unreasonable time or memory.
	RuleTooComplex = problem.Rule{ID: "body-too-complex", Severity: problem.Error}
)

// Rules lists all rules of this package.
var Rules = []problem.Rule{
	RuleRawHTML, RuleYearList, RuleMissingAlt, RuleEmptyLink, RuleFootnote, RuleTooDeep, RuleBlankLink, RuleTooComplex,
}
