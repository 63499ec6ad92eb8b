package mend

import (
	"bytes"
	"fmt"
	"strings"

	"mingde/internal/problem"
)

// around is how many lines a diff shows before and behind what changes.
const around = 3

// Colours of a terminal.
const (
	red   = "\x1b[31m"
	green = "\x1b[32m"
	cyan  = "\x1b[36m"
	plain = "\x1b[0m"
)

// Diff shows what changes in a file, as a unified diff that patch(1) takes; coloured for a terminal, which no line tells what to do. Edits stay within lines, so that each line of the file before
// is that of the same number after.
func (f File) Diff(coloured bool) string {
	var b strings.Builder
	paint := func(colour, line string) {
		if coloured {
			text := strings.TrimRight(line, "\r\n")
			line = colour + problem.Visible(text) + plain + line[len(text):]
		}
		b.WriteString(line)
	}
	before, after := lines(f.Before), lines(f.After)
	paint(red, "--- a/"+f.Path+"\n")
	paint(green, "+++ b/"+f.Path+"\n")
	for _, h := range hunks(before, after) {
		paint(cyan, fmt.Sprintf("@@ -%d,%d +%d,%d @@\n", h.from+1, h.to-h.from, h.from+1, h.to-h.from))
		for i := h.from; i < h.to; {
			if before[i] == after[i] {
				paint("", " "+whole(before[i]))
				i++
				continue
			}
			end := i
			for end < h.to && before[end] != after[end] {
				end++
			}
			for _, line := range before[i:end] {
				paint(red, "-"+whole(line))
			}
			for _, line := range after[i:end] {
				paint(green, "+"+whole(line))
			}
			i = end
		}
	}
	return b.String()
}

// whole ends a line that is the last of a file and has no end, as diffs do.
func whole(line string) string {
	if strings.HasSuffix(line, "\n") {
		return line
	}
	return line + "\n\\ No newline at end of file\n"
}

func lines(text []byte) (all []string) {
	for line := range bytes.Lines(text) {
		all = append(all, string(line))
	}
	return all
}

// hunk is a range of lines, from 0.
type hunk struct{ from, to int }

// hunks are the lines that change, with those around them.
func hunks(before, after []string) (all []hunk) {
	for i := range before {
		if before[i] == after[i] {
			continue
		}
		h := hunk{max(0, i-around), min(len(before), i+1+around)}
		if n := len(all); n > 0 && h.from <= all[n-1].to {
			all[n-1].to = h.to
		} else {
			all = append(all, h)
		}
	}
	return all
}
