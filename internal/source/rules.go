package source

import (
	"errors"
	"io/fs"
	"strconv"

	"mingde/internal/problem"
)

// The largest files: beyond them something has been put into the wrong place. Bytes.
const (
	MaxEntry      = 4 << 20
	MaxAttachment = 100 << 20
)

// The rules about files as such. A file with one of these errors is not in the Tree.
var (
	RuleUnreadable         = problem.Rule{ID: "unreadable", Severity: problem.Error, Firm: true}
	RuleNotAFile           = problem.Rule{ID: "not-a-file", Severity: problem.Error, Firm: true}
	RuleNotAFolder         = problem.Rule{ID: "not-a-folder", Severity: problem.Error, Firm: true}
	RuleLinkOutside        = problem.Rule{ID: "link-outside", Severity: problem.Error, Firm: true}
	RuleLinkToFolder       = problem.Rule{ID: "link-to-folder", Severity: problem.Error, Firm: true}
	RuleLinkDangling       = problem.Rule{ID: "link-dangling", Severity: problem.Error, Firm: true}
	RuleEntryTooLarge      = problem.Rule{ID: "entry-too-large", Severity: problem.Error, Firm: true}
	RuleAttachmentTooLarge = problem.Rule{ID: "attachment-too-large", Severity: problem.Error, Firm: true}
	RuleNameRefused        = problem.Rule{ID: "name-refused", Severity: problem.Error, Firm: true}
	RuleNameUnprintable    = problem.Rule{ID: "name-unprintable", Severity: problem.Error, Firm: true}
	RuleNameClash          = problem.Rule{ID: "name-clash", Severity: problem.Error, Firm: true}
	RuleNoContent          = problem.Rule{ID: "no-content", Severity: problem.Error, Firm: true}
	RuleNoSettings         = problem.Rule{ID: "no-settings", Severity: problem.Error, Firm: true}
)

// Rules lists them all.
var Rules = []problem.Rule{
	RuleUnreadable, RuleNotAFile, RuleNotAFolder, RuleLinkOutside, RuleLinkToFolder, RuleLinkDangling, RuleEntryTooLarge,
	RuleAttachmentTooLarge, RuleNameRefused, RuleNameUnprintable, RuleNameClash, RuleNoContent, RuleNoSettings,
}

// Unreadable makes a problem of an error of [Tree.Read] or [Tree.Open].
func Unreadable(path string, err error) problem.Problem {
	p := at(RuleUnreadable, path, problem.Args{"reason": reason(err).Error()})
	switch {
	case errors.Is(err, fs.ErrPermission):
		return p.WithMessage("rule.unreadable.permission")
	case errors.Is(err, fs.ErrNotExist):
		return p.WithMessage("rule.unreadable.vanished").WithHint("rule.unreadable.vanished.hint", nil)
	}
	return p
}

func at(r problem.Rule, path string, args problem.Args) problem.Problem {
	return r.At(problem.Place{File: printable(path)}, args)
}

func tooLarge(r problem.Rule, path string, size, limit int64) problem.Problem {
	return at(r, path, problem.Args{"size": mebibytes(size), "limit": mebibytes(limit)})
}

// mebibytes rounds up to a tenth, so that what is over a limit never reads as equal to it.
func mebibytes(size int64) string {
	tenths := (size*10 + 1<<20 - 1) >> 20
	return strconv.FormatFloat(float64(tenths)/10, 'f', -1, 64) + " MiB"
}
